import type { Customer } from '../api/types'

/** What is known of a customer besides name and numbers, as pairs of word and value; what is empty is left out. */
export function customerFacts(customer: Customer, t: (key: string) => string): [string, string][] {
  const known: [string, string | undefined][] = [
    [t('callback.ref'), customer.ref],
    [t('callback.language'), customer.language],
    [t('callback.dialect'), customer.dialect],
    [t('callback.zone'), customer.zone],
    [t('callback.seller'), customer.seller],
    ...Object.entries((customer.attributes ?? {}) as Record<string, unknown>).map(([name, value]): [string, string] => [name, String(value)]),
  ]
  return known.filter((pair): pair is [string, string] => Boolean(pair[1]))
}
