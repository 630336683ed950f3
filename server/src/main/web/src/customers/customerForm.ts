import type { Customer } from '../api/types'

/** What is typed in the customer's form; texts as typed, empty where nothing is known. */
export interface CustomerValues extends Record<string, unknown> {
  ref: string
  name: string
  phones: string[]
  language: string
  dialect: string
  zone: string
  seller: string
  attributes: { name: string; value: string }[]
}

export function valuesOf(customer: Customer | undefined): CustomerValues {
  return {
    ref: customer?.ref ?? '', name: customer?.name ?? '', phones: customer?.phones.map(phone => phone.number) ?? [''],
    language: customer?.language ?? 'zh', dialect: customer?.dialect ?? '', zone: customer?.zone ?? '', seller: customer?.seller ?? '',
    attributes: Object.entries((customer?.attributes ?? {}) as Record<string, unknown>).map(([name, value]) => ({ name, value: String(value) })),
  }
}

/** The server keeps exactly what is sent: what was emptied here is gone there. */
export function inputOf(values: CustomerValues) {
  const optional = Object.fromEntries((['language', 'dialect', 'zone', 'seller'] as const)
    .map(name => [name, values[name].trim()]).filter(([, value]) => value))
  return {
    ref: values.ref.trim(), name: values.name.trim(), phones: filledPhones(values), ...optional,
    attributes: Object.fromEntries(filledAttributes(values).map(({ name, value }) => [name.trim(), value.trim()])),
  }
}

export function filledPhones(values: CustomerValues): string[] {
  return values.phones.map(phone => phone.trim()).filter(Boolean)
}

export function filledAttributes(values: CustomerValues) {
  return values.attributes.filter(({ name, value }) => name.trim() && value.trim())
}

/** A name that stands twice would silently lose one value. */
export function twiceNamed(values: CustomerValues): string | undefined {
  const names = filledAttributes(values).map(({ name }) => name.trim())
  return names.find((name, i) => names.indexOf(name) !== i)
}
