import { createI18n } from 'vue-i18n'
import en from './en'
import zh from './zh'

export type Locale = 'zh' | 'en'

const remembered = 'huifang.locale'

/** What this person chose here before, else the browser's first language that we speak, else Chinese. */
export function firstLocale(chosen: string | null, browser: readonly string[]): Locale {
  if (chosen === 'zh' || chosen === 'en') return chosen
  for (const tag of browser) {
    if (tag.startsWith('zh')) return 'zh'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh'
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale(localStorage.getItem(remembered), navigator.languages),
  fallbackLocale: 'en',
  messages: { zh, en },
})

function show(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
}

/** The person's own choice: kept in this browser, stronger than the account's language. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(remembered, locale)
  show(locale)
}

/** The account's language, unless another was chosen in this browser. */
export function suggestLocale(locale: Locale): void {
  if (localStorage.getItem(remembered) === null) show(locale)
}

show(i18n.global.locale.value as Locale)
