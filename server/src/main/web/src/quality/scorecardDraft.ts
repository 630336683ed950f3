import type { Scorecard, ScorecardItem } from '../api/types'

/** An item as it is typed. */
export interface ItemDraft {
  code: string
  textZh: string
  textEn: string
  weight: string
  fatal: boolean
  cause: string
}

export interface CardDraft extends Record<string, unknown> {
  nameZh: string
  nameEn: string
  items: ItemDraft[]
  reason: string
}

export const causes = ['ATTITUDE', 'PRICE', 'WAITING', 'SKILL', 'PRODUCT', 'ADVERTISING', 'OTHER'] as const
export const MOST_ITEMS = 60

const item = (code: string, textZh: string, textEn: string, weight: number, fatal = false, cause = ''): ItemDraft => ({ code, textZh, textEn, weight: String(weight), fatal, cause })

/** What most departments begin with: the steps of a callback (R37, R50, R51, R55, R59). */
const template = (): ItemDraft[] => [
  item('GREETING', '问候并说明单位、姓名和来意', 'Greeted, said who calls and why', 10, false, 'ATTITUDE'),
  item('IDENTITY', '核实客户身份', 'Confirmed who the customer is', 15, true, 'SKILL'),
  item('CONVENIENT', '询问现在是否方便', 'Asked whether it is convenient', 10, false, 'ATTITUDE'),
  item('LISTENING', '耐心倾听，不打断', 'Listened without interrupting', 15, false, 'ATTITUDE'),
  item('ANSWERS', '回答正确、清楚', 'Answered rightly and clearly', 20, false, 'SKILL'),
  item('REASONS', '对不满意问明原因', 'Asked for the reason of dissatisfaction', 15, false, 'SKILL'),
  item('NO_PROMISE', '没有承诺收益或夸大宣传', 'Promised no returns and exaggerated nothing', 0, true, 'ADVERTISING'),
  item('RECORD', '记录完整、真实', 'The record is complete and true', 10, false, 'OTHER'),
  item('CLOSING', '致谢并礼貌结束', 'Thanked and closed politely', 5, false, 'ATTITUDE'),
]

export const emptyItem = (): ItemDraft => item('', '', '', 10)

export function draftOf(card?: Scorecard): CardDraft {
  return card
    ? { nameZh: card.nameZh, nameEn: card.nameEn, reason: '', items: card.items.map(one => ({ ...one, weight: String(one.weight), cause: one.cause ?? '' })) }
    : { nameZh: '', nameEn: '', reason: '', items: template() }
}

/** As the server takes it. */
export function cardJson(draft: CardDraft): { nameZh: string; nameEn: string; reason: string; items: ScorecardItem[] } {
  return {
    nameZh: draft.nameZh.trim(), nameEn: draft.nameEn.trim(), reason: draft.reason.trim(),
    items: draft.items.map(one => ({
      code: one.code.trim(), textZh: one.textZh.trim(), textEn: one.textEn.trim(), weight: Number(one.weight), fatal: one.fatal,
      ...(one.cause && { cause: one.cause as ScorecardItem['cause'] }),
    })),
  }
}

export type ItemProblem = 'code' | 'codeTwice' | 'text' | 'weight'

/** The first thing that is wrong with each item, by its place. */
export function itemProblems(items: ItemDraft[]): Record<number, ItemProblem> {
  const wrong: Record<number, ItemProblem> = {}
  const seen = new Set<string>()
  items.forEach((one, place) => {
    const code = one.code.trim()
    if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(code)) wrong[place] = 'code'
    else if (seen.has(code)) wrong[place] = 'codeTwice'
    else if (!one.textZh.trim() || !one.textEn.trim()) wrong[place] = 'text'
    else if (!/^\d{1,3}$/.test(String(one.weight)) || Number(one.weight) > 100 || (Number(one.weight) === 0 && !one.fatal)) wrong[place] = 'weight'
    seen.add(code)
  })
  return wrong
}
