import { useI18n } from 'vue-i18n'
import type { Sample } from '../api/types'

/** A rule in one line, as "5 calls of each agent". */
export function useRuleWords(): (sample: Pick<Sample, 'rule' | 'amount' | 'unit' | 'badBelow' | 'campaign' | 'agent'>) => string {
  const { t } = useI18n()
  return sample => {
    const rule = sample.rule === 'BAD_SCORES'
      ? t('sampleRuleText.BAD_SCORES', { below: sample.badBelow ?? '' })
      : sample.rule === 'COMPLAINTS' ? t('sampleRuleText.COMPLAINTS')
        : t(`sampleRuleText.${sample.rule}`, { amount: `${sample.amount ?? ''}${sample.unit === 'PERCENT' ? ' %' : ` ${t('quality.calls')}`}` })
    return [rule, sample.campaign, sample.agent].filter(Boolean).join(' · ')
  }
}
