import type { MessageRule, MessageRules } from '../api/types'

export type MessageKind = 'EXHAUSTED' | 'NOT_CONVENIENT' | 'REFUSES_CALLS'
export const messageKinds: { kind: MessageKind; field: 'exhausted' | 'notConvenient' | 'refusesCalls' }[] = [
  { kind: 'EXHAUSTED', field: 'exhausted' }, { kind: 'NOT_CONVENIENT', field: 'notConvenient' }, { kind: 'REFUSES_CALLS', field: 'refusesCalls' },
]
export const channels = ['SMS', 'EMAIL', 'LETTER', 'VISIT'] as const
export type Channel = (typeof channels)[number]

/** Which variables a text may use; the server refuses others. */
export const templateVariables: Record<MessageKind, string[]> = {
  EXHAUSTED: ['name', 'matter', 'callerId'], NOT_CONVENIENT: ['name', 'time', 'matter', 'callerId'], REFUSES_CALLS: ['name', 'matter', 'callerId'],
}

/** Chinese and English always, then whatever else a text is written in. */
export function languagesOf(...texts: (Record<string, string> | undefined)[]): string[] {
  return [...new Set(['zh', 'en', ...texts.flatMap(text => Object.keys(text ?? {}))])]
}

/** A channel on or off; one that comes is tried last. */
export function withChannel(rule: MessageRule, channel: Channel, on: boolean): MessageRule {
  const others = (rule.channels ?? []).filter(one => one !== channel)
  return { ...rule, channels: on ? [...others, channel] : others }
}

const filled = (texts: Record<string, string>) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))

/** What is sent: languages without a text are left out. */
export function messagesOf(draft: MessageRules): MessageRules {
  const rule = (given: MessageRule | undefined): MessageRule | undefined =>
    given && { ...given, ...(given.text && { text: filled(given.text) }), ...(given.subject && { subject: filled(given.subject) }) }
  const sent: MessageRules = {}
  if (draft.matter) sent.matter = filled(draft.matter)
  for (const { field } of messageKinds) {
    const given = rule(draft[field])
    if (given) sent[field] = given
  }
  return sent
}
