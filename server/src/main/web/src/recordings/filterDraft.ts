import type { RecordingFilter } from '../api/types'

/** The filter as the form holds it: every part a text, empty where nothing is asked. Times are the browser's. */
export interface FilterDraft {
  from: string
  until: string
  words: string
  number: string
  customerRef: string
  agentId: string
  campaignId: string
  outcome: string
  disposition: string
  state: string
  leastSeconds: string
  mostSeconds: string
  leastScore: string
  mostScore: string
  flagged: string
  held: string
}

export const emptyDraft = (): FilterDraft => ({
  from: '', until: '', words: '', number: '', customerRef: '', agentId: '', campaignId: '', outcome: '', disposition: '', state: '',
  leastSeconds: '', mostSeconds: '', leastScore: '', mostScore: '', flagged: '', held: '',
})

const texts = ['words', 'number', 'customerRef', 'agentId', 'campaignId', 'outcome', 'disposition', 'state'] as const
const numbers = ['leastSeconds', 'mostSeconds', 'leastScore', 'mostScore'] as const
const switches = ['flagged', 'held'] as const

/** A day that ends is included: until its last moment. */
const instant = (day: string, days: number) => {
  const [year, month, date] = day.split('-').map(Number)
  return new Date(year ?? 0, (month ?? 1) - 1, (date ?? 1) + days).toISOString()
}

/** What the server is asked; only what was filled in. */
export function filterOf(draft: FilterDraft): RecordingFilter {
  const filter: Record<string, unknown> = {}
  if (draft.from) filter.from = instant(draft.from, 0)
  if (draft.until) filter.until = instant(draft.until, 1)
  for (const name of texts) if (draft[name].trim()) filter[name] = draft[name].trim()
  for (const name of numbers) if (draft[name] !== '' && Number.isFinite(Number(draft[name]))) filter[name] = Math.round(Number(draft[name]))
  for (const name of switches) if (draft[name]) filter[name] = draft[name] === 'true'
  return filter as RecordingFilter
}

const day = (moment: string, back: number) => {
  const at = new Date(new Date(moment).getTime() - back)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

export function draftOf(filter: RecordingFilter): FilterDraft {
  const draft = emptyDraft()
  const given = filter as Record<string, unknown>
  for (const name of [...texts, ...numbers, ...switches]) if (given[name] !== undefined) draft[name] = String(given[name])
  if (filter.from) draft.from = day(filter.from, 0)
  if (filter.until) draft.until = day(filter.until, 1)
  return draft
}

/** For the page's address; a number stays out of it. */
export function queryOf(draft: FilterDraft): Record<string, string> {
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => value !== '' && name !== 'number'))
}

export function draftFrom(query: Record<string, unknown>): FilterDraft {
  const draft = emptyDraft()
  for (const name of Object.keys(draft) as (keyof FilterDraft)[]) if (name !== 'number' && typeof query[name] === 'string') draft[name] = query[name]
  return draft
}
