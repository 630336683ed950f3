import { useI18n } from 'vue-i18n'
import type { CampaignRules, Offset } from '../api/types'

/** What a campaign's goal says, in sentences. */
export function useGoalWords() {
  const { t, te } = useI18n()

  const event = (type: string) => (te(`eventType.${type}`) ? t(`eventType.${type}`) : type)

  function offset(given: Offset | undefined): string {
    if (!given || given.amount === 0) return t('offset.same')
    const amount = t(`offset.units.${given.unit ?? 'DAYS'}`, { n: Math.abs(given.amount) }, Math.abs(given.amount))
    return t(given.amount < 0 ? 'offset.before' : 'offset.after', { amount })
  }

  /** Label and words of what matters when one chooses a campaign. */
  function facts(rules: CampaignRules): { label: string; value: string }[] {
    const goal = rules.goal
    const windows = (rules.windows ?? []).map(window => `${window.from}–${window.to}`).join(t('offset.and'))
    const days = [...new Set((rules.windows ?? []).map(window => t(`rules.dayKinds.${window.days ?? 'WORKING_DAYS'}`)))].join(t('offset.and'))
    return [
      { label: t('presets.event'), value: goal ? (goal.follows ? t('presets.follows', { code: goal.follows }) : event(goal.event ?? '')) + (goal.yearly ? ` · ${t('presets.yearly')}` : '') : t('presets.byHand') },
      ...(goal ? [
        { label: t('presets.firstCall'), value: t('presets.between', { from: offset(goal.earliest ?? { amount: 1 }), to: offset(goal.startBy ?? goal.deadline) }) },
        { label: t('presets.deadline'), value: offset(goal.deadline) },
      ] : []),
      { label: t('presets.windows'), value: rules.windows ? `${windows} · ${days}` : t('presets.usual') },
      ...(rules.ownCustomers && rules.ownCustomers !== 'ALLOW' ? [{ label: t('rules.ownCustomers'), value: t(`rules.own.${rules.ownCustomers}`) }] : []),
      ...(goal?.approval ? [{ label: t('presets.approval'), value: t('presets.approvalText') }] : []),
    ]
  }

  return { facts, event, offset }
}
