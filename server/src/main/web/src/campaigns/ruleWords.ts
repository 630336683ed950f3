import { useI18n } from 'vue-i18n'
import type { CampaignRules, RetryRule } from '../api/types'
import { extraLines } from './extraRules'

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
      { field: 'ownCustomers', label: t('rules.ownCustomers'), value: t(`rules.own.${rules.ownCustomers ?? 'ALLOW'}`) },
      ...(rules.relaxedRetrySeconds ? [{ field: 'relaxedRetrySeconds', label: t('rules.relaxedRetrySeconds'), value: String(rules.relaxedRetrySeconds) }] : []),
      { field: 'exhaustedMessage', label: t('rules.messageTitle'), value: Object.values(rules.exhaustedMessage ?? {}).join('\n') },
      ...retryFields.map(field => ({ field, label: t(`rules.outcomes.${field}`), value: retry(rules[field]) })),
      ...extraLines(rules),
    ]
  }

  return { lines }
}
