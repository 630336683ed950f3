import { useI18n } from 'vue-i18n'

/** Words for rules that have no form of their own, by their path; a path without a word is shown as it is, never hidden. */
export function useFieldWords() {
  const { t, te } = useI18n()
  const known = (path: string) => `ruleFields.${path.replaceAll('.', '_')}`

  /** `goal.deadline.amount`: its own word, else the words of its last two steps. */
  function label(path: string): string {
    if (te(known(path))) return t(known(path))
    const steps = path.split('.')
    const last = steps.at(-1) ?? path
    if (steps.length > 2 && te(`ruleFields.part_${last}`)) return t('ruleFields.joined', { outer: label(steps.slice(0, -1).join('.')), inner: t(`ruleFields.part_${last}`) })
    return steps.slice(1).join(' · ') || path
  }

  /** With its topic before it, where it stands alone. */
  function fullLabel(path: string): string {
    const topic = path.split('.')[0] ?? path
    return topic === path ? label(path) : t('ruleFields.joined', { outer: label(topic), inner: label(path) })
  }

  const hint = (path: string) => (te(`ruleHints.${path.replaceAll('.', '_')}`) ? t(`ruleHints.${path.replaceAll('.', '_')}`) : undefined)

  /** A code that a rule holds; anything else is shown as it is. */
  function value(text: string): string {
    if (/^[A-Za-z_]+$/.test(text) && te(`ruleValues.${text}`)) return t(`ruleValues.${text}`)
    return /^[A-Z_]+$/.test(text) && te(`eventType.${text}`) ? t(`eventType.${text}`) : text
  }

  return { label, fullLabel, hint, value }
}
