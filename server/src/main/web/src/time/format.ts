import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useZone } from './zone'

const tags: Record<string, string> = { zh: 'zh-CN', en: 'en-GB' }

export function languageTag(locale: string): string {
  return tags[locale] ?? locale
}

/** 65 s → 1:05; an hour and more → 1:01:05. Never negative. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const seconds = String(total % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

type Moment = string | number | null | undefined

function formatter(locale: string, options: Intl.DateTimeFormatOptions, timeZone?: string) {
  const format = new Intl.DateTimeFormat(languageTag(locale), { hourCycle: 'h23', timeZone, ...options })
  return (moment: Moment): string => {
    if (moment === null || moment === undefined || moment === '') return '–'
    const date = new Date(moment)
    return Number.isNaN(date.getTime()) ? String(moment) : format.format(date)
  }
}

const units: [number, Intl.RelativeTimeFormatUnit][] = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second']]

/** @param zone of the times; absent: the browser's */
export function formatsFor(locale: string, zone?: string) {
  const relative = new Intl.RelativeTimeFormat(languageTag(locale), { numeric: 'always', style: 'short' })
  const numbers = new Intl.NumberFormat(languageTag(locale))
  const seconds = new Intl.NumberFormat(languageTag(locale), {
    style: 'unit', unit: 'second', unitDisplay: locale === 'zh' ? 'long' : 'short', maximumFractionDigits: 1, minimumFractionDigits: 1,
  })
  const milliseconds = new Intl.NumberFormat(languageTag(locale), {
    style: 'unit', unit: 'millisecond', unitDisplay: locale === 'zh' ? 'long' : 'short',
  })
  return {
    time: formatter(locale, { hour: '2-digit', minute: '2-digit' }, zone),
    timeWithSeconds: formatter(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }, zone),
    timeWithMillis: formatter(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }, zone),
    /** A date without time, as 2026-11-22: the same in every zone. */
    day: formatter(locale, { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' }, zone),
    month: formatter(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }, zone),
    date: formatter(locale, { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' }, zone),
    dateTime: formatter(locale, { month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' }, zone),
    dateTimeExact: formatter(locale, {
      year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
    }, zone),
    number: (value: number) => numbers.format(value),
    seconds: (ms: number) => seconds.format(ms / 1000),
    milliseconds: (ms: number) => milliseconds.format(ms),
    relative: (moment: Moment, now: number): string => {
      if (moment === null || moment === undefined) return '–'
      const distance = Math.round((new Date(moment).getTime() - now) / 1000)
      const [size, unit] = units.find(([limit]) => Math.abs(distance) >= limit) ?? [1, 'second']
      return relative.format(Math.trunc(distance / size), unit)
    },
  }
}

export type Formats = ReturnType<typeof formatsFor>

/** Dates, times and durations in the language of the page; times of the organisation's zone, or of the one that is given. */
export function useFormats(zone: () => string | undefined = useZone()) {
  const { locale } = useI18n()
  return computed(() => formatsFor(locale.value, zone()))
}
