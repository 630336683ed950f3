import { useI18n } from 'vue-i18n'
import type { MarkedItem, ScorecardItem } from '../api/types'
import type { Tone } from '../elements/tones'

export type Mark = MarkedItem['mark']
export const marks: Mark[] = ['MET', 'PARTLY', 'NOT_MET', 'NOT_APPLICABLE']
export const markTones: Record<Mark, Tone> = { MET: 'good', PARTLY: 'wait', NOT_MET: 'bad', NOT_APPLICABLE: 'calm' }

const GOOD = 85
const FAIR = 60

export function scoreTone(score: number): Tone {
  return score >= GOOD ? 'good' : score >= FAIR ? 'wait' : 'bad'
}

/** The one of two texts that is in the language of the page. */
export function useOwnText() {
  const { locale } = useI18n()
  return {
    item: (item: Pick<ScorecardItem, 'textZh' | 'textEn'>) => (locale.value === 'zh' ? item.textZh : item.textEn),
    card: (card: { nameZh: string; nameEn: string }) => (locale.value === 'zh' ? card.nameZh : card.nameEn),
    scored: (of: { scorecardZh: string; scorecardEn: string }) => (locale.value === 'zh' ? of.scorecardZh : of.scorecardEn),
  }
}

/** As the server works it out; undefined while an item has no mark or nothing that weighs applies. */
export function scoreOf(items: ScorecardItem[], given: Record<string, Mark | undefined>): number | undefined {
  let got = 0
  let whole = 0
  for (const item of items) {
    const mark = given[item.code]
    if (!mark) return undefined
    if (mark === 'NOT_APPLICABLE') continue
    whole += item.weight
    got += item.weight * (mark === 'MET' ? 1 : mark === 'PARTLY' ? 0.5 : 0)
  }
  if (whole === 0) return undefined
  return items.some(item => item.fatal && given[item.code] === 'NOT_MET') ? 0 : Math.round((100 * got) / whole)
}
