import { useI18n } from 'vue-i18n'
import type { CampaignRules, RetryRule } from '../api/types'
import { extraLines } from './extraRules'
import { useFieldWords } from './fieldWords'
import { messageKinds } from './messageDraft'

export const retryFields = ['busy', 'rejected', 'unreachable', 'invalidNumber', 'shortRing', 'failure', 'abandoned'] as const
export type RetryField = (typeof retryFields)[number]

export const numberFields = {
  ringFloorSeconds: [20, 60],
  maxAttempts: [3, 9],
  maxDialsPerDay: [1, 5],
  uncountedLimit: [1, 10],
  afterCallSeconds: [0, 1800],
  retentionYears: [3, 30],
} as const
export type NumberField = keyof typeof numberFields

/** Says rules in words, field by field, so that they can be read and compared. */
export function useRuleWords() {
  const { t } = useI18n()
  const fieldWords = useFieldWords()

  /** Ways and texts of what is written, one line for each kind. */
  function messages(rules: CampaignRules): { field: string; label: string; value: string }[] {
    return messageKinds.filter(({ field }) => rules.messages?.[field]).map(({ kind, field }) => {
      const rule = rules.messages?.[field]
      const texts = field === 'exhausted' ? rules.exhaustedMessage : rule?.text
      const ways = (rule?.channels ?? []).map(channel => t(`channel.${channel}`)).join(' → ') || t('templates.off')
      return { field: `messages.${field}`, label: t(`messageKind.${kind}`), value: [ways, ...Object.values(rule?.subject ?? {}), ...Object.values(texts ?? {}), ...(rule?.validityHours ? [t('templates.validFor', { n: rule.validityHours })] : [])].join('\n') }
    })
  }

  function retry(rule: RetryRule | undefined): string {
    if (!rule) return '–'
    return rule.action === 'AGAIN_LATER' ? t('rules.afterMinutes', { n: rule.delayMinutes ?? 0 }) : t(`rules.actions.${rule.action}`)
  }

  function lines(rules: CampaignRules): { field: string; label: string; value: string }[] {
    const windows = (rules.windows ?? []).map(window => `${window.from}–${window.to}  ${t(`rules.dayKinds.${window.days ?? 'WORKING_DAYS'}`)}`)
    return [
      { field: 'windows', label: t('rules.windows'), value: windows.join('\n') },
      ...(Object.keys(numberFields) as NumberField[]).map(field => ({ field, label: t(`rules.${field}`), value: String(rules[field] ?? '–') })),
      { field: 'announcement', label: t('rules.announcement'), value: rules.announcement || t('rules.none') },
      { field: 'callerId', label: t('rules.callerId'), value: rules.callerId ?? t('rules.callerIdOfTrunk') },
      { field: 'ownCustomers', label: t('rules.ownCustomers'), value: t(`rules.own.${rules.ownCustomers ?? 'ALLOW'}`) },
      ...(rules.relaxedRetrySeconds ? [{ field: 'relaxedRetrySeconds', label: t('rules.relaxedRetrySeconds'), value: String(rules.relaxedRetrySeconds) }] : []),
      ...(rules.messages ? [] : [{ field: 'exhaustedMessage', label: t('rules.messageTitle'), value: Object.values(rules.exhaustedMessage ?? {}).join('\n') }]),
      ...(rules.messages?.matter ? [{ field: 'messages.matter', label: t('templates.matterTitle'), value: Object.values(rules.messages.matter).join('\n') }] : []),
      ...messages(rules),
      ...(rules.barredHours?.length ? [{ field: 'barredHours', label: t('barred.title'), value: rules.barredHours.map(hours => `${hours.from}–${hours.to}  ${t(`barred.why.${hours.why}`)}`).join('\n') }] : []),
      ...retryFields.map(field => ({ field, label: t(`rules.outcomes.${field}`), value: retry(rules[field]) })),
      ...extraLines(rules).map(line => ({ field: line.field, label: fieldWords.fullLabel(line.field), value: fieldWords.value(line.value) })),
    ]
  }

  return { lines }
}
