import type { CampaignRules, MessageRules, RetryRule } from '../api/types'
import { extraOf, type Extra } from './extraRules'
import { messagesOf } from './messageDraft'
import { numberFields, retryFields, type NumberField, type RetryField } from './ruleWords'

export const dayKinds = [
  'WORKING_DAYS', 'EVERY_DAY', 'MONDAY_TO_FRIDAY', 'WEEKEND',
  'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY',
] as const
export type WindowDraft = { from: string; to: string; days: (typeof dayKinds)[number] }

/** What the form edits: every field filled, numbers as typed. */
export interface RuleDraft {
  windows: WindowDraft[]
  numbers: Record<NumberField, string>
  relaxedRetrySeconds: string
  retries: Record<RetryField, { action: RetryRule['action']; delayMinutes: string }>
  announcement: string
  /** Empty: the trunk's own. */
  callerId: string
  ownCustomers: 'ALLOW' | 'EXCLUDE' | 'PREFER'
  exhaustedMessage: Record<string, string>
  messages: MessageRules
  barredHours: NonNullable<CampaignRules['barredHours']>
  /** What this form has no fields of its own for. */
  extra: Extra
}

export function draftOf(rules: CampaignRules): RuleDraft {
  return {
    windows: (rules.windows ?? []).map(window => ({ from: window.from, to: window.to, days: window.days ?? 'WORKING_DAYS' })),
    numbers: Object.fromEntries(Object.keys(numberFields).map(field => [field, String(rules[field as NumberField] ?? '')])) as RuleDraft['numbers'],
    relaxedRetrySeconds: rules.relaxedRetrySeconds ? String(rules.relaxedRetrySeconds) : '',
    retries: Object.fromEntries(retryFields.map(field => {
      const rule = rules[field]
      return [field, { action: rule?.action ?? 'ANOTHER_DAY', delayMinutes: rule?.delayMinutes ? String(rule.delayMinutes) : '30' }]
    })) as RuleDraft['retries'],
    announcement: rules.announcement ?? '',
    callerId: rules.callerId ?? '',
    ownCustomers: rules.ownCustomers ?? 'ALLOW',
    exhaustedMessage: { zh: '', en: '', ...rules.exhaustedMessage },
    messages: JSON.parse(JSON.stringify(rules.messages ?? {})) as MessageRules,
    barredHours: (rules.barredHours ?? []).map(hours => ({ ...hours })),
    extra: extraOf(rules),
  }
}

export function rulesOf(draft: RuleDraft): CampaignRules {
  const messages = messagesOf(draft.messages)
  const retries = Object.fromEntries(retryFields.map(field => {
    const { action, delayMinutes } = draft.retries[field]
    return [field, { action, delayMinutes: action === 'AGAIN_LATER' ? Number(delayMinutes) : 0 }]
  }))
  const numbers = Object.fromEntries(Object.entries(draft.numbers).filter(([, typed]) => typed !== '').map(([field, typed]) => [field, Number(typed)]))
  return {
    ...draft.extra,
    windows: draft.windows,
    ...numbers,
    ...retries,
    ...(draft.relaxedRetrySeconds === '' ? {} : { relaxedRetrySeconds: Number(draft.relaxedRetrySeconds) }),
    announcement: draft.announcement,
    ...(draft.callerId !== '' && { callerId: draft.callerId }),
    ownCustomers: draft.ownCustomers,
    ...(Object.keys(messages).length > 0 && { messages }),
    ...(draft.barredHours.length > 0 && { barredHours: draft.barredHours }),
    exhaustedMessage: Object.fromEntries(Object.entries(draft.exhaustedMessage).filter(([, text]) => text.trim() !== '')),
  }
}

export interface Finding {
  key: string
  params?: Record<string, number>
}

const wholeBetween = (typed: string, min: number, max: number) => /^\d+$/.test(typed) && Number(typed) >= min && Number(typed) <= max
const minutes = (time: string) => (/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time) ? Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) : undefined)

/** Weekdays that a window may be open on, 1 Monday; a working day may be any, because of make-up days. */
function weekdays(days: WindowDraft['days']): number[] {
  const single = dayKinds.slice(4).indexOf(days)
  if (single >= 0) return [single + 1]
  return days === 'WEEKEND' ? [6, 7] : days === 'MONDAY_TO_FRIDAY' ? [1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6, 7]
}

const shareADay = (a: WindowDraft, b: WindowDraft): boolean => weekdays(a.days).some(day => weekdays(b.days).includes(day))

function windowFinding(windows: WindowDraft[], index: number): Finding | undefined {
  const window = windows[index] as WindowDraft
  const from = minutes(window.from)
  const to = minutes(window.to)
  if (from === undefined || to === undefined) return { key: 'rules.timeWrong' }
  if (from >= to) return { key: 'rules.windowOrder' }
  const overlaps = windows.some((other, i) => i < index && shareADay(window, other) && from < (minutes(other.to) ?? 0) && (minutes(other.from) ?? 0) < to)
  return overlaps ? { key: 'rules.windowOverlap' } : undefined
}

/** What is wrong with windows, by `windows` and their place. */
export function windowFindings(windows: WindowDraft[]): Record<string, Finding> {
  return Object.fromEntries(windows.flatMap((_, i) => {
    const finding = windowFinding(windows, i)
    return finding ? [[`windows.${i}`, finding]] : []
  }))
}

/** What is wrong with a draft, by field; the server checks the same again. */
export function findings(draft: RuleDraft): Record<string, Finding> {
  const found = windowFindings(draft.windows)
  if (draft.windows.length === 0) found.windows = { key: 'rules.windowNeeded' }
  for (const [field, [min, max]] of Object.entries(numberFields)) {
    if (!wholeBetween(draft.numbers[field as NumberField], min, max)) found[field] = { key: 'rules.range', params: { min, max } }
  }
  for (const field of retryFields) {
    const { action, delayMinutes } = draft.retries[field]
    if (action === 'AGAIN_LATER' && !wholeBetween(delayMinutes, 1, 1440)) found[field] = { key: 'rules.range', params: { min: 1, max: 1440 } }
  }
  if (draft.relaxedRetrySeconds !== '' && !wholeBetween(draft.relaxedRetrySeconds, 10, 3600)) {
    found.relaxedRetrySeconds = { key: 'rules.range', params: { min: 10, max: 3600 } }
  }
  if (!/^[a-zA-Z0-9/_-]{0,80}$/.test(draft.announcement)) found.announcement = { key: 'rules.announcementWrong' }
  if (!/^(\+?\d{3,20})?$/.test(draft.callerId)) found.callerId = { key: 'rules.callerIdWrong' }
  return found
}
