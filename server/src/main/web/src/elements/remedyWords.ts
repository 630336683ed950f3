import { useI18n } from 'vue-i18n'
import type { FieldError } from '../api/problem'

/** Groups of words that a value of a refusal may be a code of. */
const groups = ['roles', 'plan.states', 'campaignState', 'rules.dayKinds', 'barred.why', 'callbackState', 'rectifyState', 'publicKey']

/** What a field's refusal says, in the language of the page; the server's English where it has no code we know. */
export function useRemedyWords(): (error: Pick<FieldError, 'remedy' | 'code' | 'values'>) => string {
  const { t, te, locale } = useI18n()

  function inWords(value: string): string {
    if (/^[A-Z_]+(, [A-Z_]+)+$/.test(value)) return new Intl.ListFormat(locale.value, { type: 'disjunction' }).format(value.split(', ').map(inWords))
    const group = /^[A-Z_]+$/.test(value) ? groups.find(name => te(`${name}.${value}`)) : undefined
    return group ? t(`${group}.${value}`) : value
  }

  return ({ remedy, code, values }) => {
    const key = `refusal.${code}`
    if (!code || !(te(key) || te(key, 'en'))) return remedy
    return t(key, Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, inWords(value)])))
  }
}
