/** What a form says of which recordings are meant. */
export interface ChosenForm extends Record<string, unknown> {
  how: 'ids' | 'filter'
  ids: string
  from: string
  to: string
  campaign: string
  agent: string
  customer: string
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const noneChosen = (): ChosenForm => ({ how: 'filter', ids: '', from: '', to: '', campaign: '', agent: '', customer: '' })

const lines = (ids: string) => ids.split(/\s+/).filter(Boolean)

/** Fields with something wrong, by their name. */
export function wrongChoice(form: ChosenForm): Partial<Record<'ids' | 'from' | 'to', true>> {
  if (form.how === 'ids') return lines(form.ids).length > 0 && lines(form.ids).every(id => ID.test(id)) ? {} : { ids: true }
  return { ...(form.from ? {} : { from: true as const }), ...(form.to ? {} : { to: true as const }) }
}

/** As the server takes it; times of the form are local. */
export function chosenJson(form: ChosenForm): object {
  if (form.how === 'ids') return { recordings: lines(form.ids) }
  const optional = Object.fromEntries((['campaign', 'agent', 'customer'] as const).map(name => [name, form[name].trim()]).filter(([, value]) => value))
  return { filter: { from: new Date(form.from).toISOString(), to: new Date(form.to).toISOString(), ...optional } }
}
