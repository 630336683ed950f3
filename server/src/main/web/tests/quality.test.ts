import { describe, expect, it } from 'vitest'
import { scoreOf } from '../src/quality/looks'
import { cardJson, draftOf, emptyItem, itemProblems } from '../src/quality/scorecardDraft'

const items = [
  { code: 'GREETING', textZh: '问候', textEn: 'Greeting', weight: 50, fatal: false },
  { code: 'ANSWER', textZh: '回答', textEn: 'Answer', weight: 30, fatal: false },
  { code: 'IDENTITY', textZh: '身份', textEn: 'Identity', weight: 20, fatal: true },
]

describe('score', () => {
  it.each([
    ['MET', 'MET', 'MET', 100], ['PARTLY', 'MET', 'MET', 75], ['NOT_MET', 'PARTLY', 'MET', 35],
    ['NOT_APPLICABLE', 'PARTLY', 'MET', 70], ['MET', 'MET', 'NOT_MET', 0],
    ['NOT_APPLICABLE', 'NOT_APPLICABLE', 'NOT_APPLICABLE', undefined],
  ] as const)('of %s, %s, %s is %s, as the server says', (greeting, answer, identity, score) => {
    expect(scoreOf(items, { GREETING: greeting, ANSWER: answer, IDENTITY: identity })).toBe(score)
  })

  it('is not known while an item has no mark', () => {
    expect(scoreOf(items, { GREETING: 'MET' })).toBeUndefined()
  })
})

describe('scorecard', () => {
  it('begins with items that can be published as they are', () => {
    const draft = draftOf()
    expect(itemProblems(draft.items)).toEqual({})
    expect(cardJson(draft).items.reduce((sum, item) => sum + item.weight, 0)).toBe(100)
  })

  it('names the first thing that is wrong with an item', () => {
    const [good] = draftOf().items
    if (!good) throw new Error('no template')
    expect(itemProblems([emptyItem()])).toEqual({ 0: 'code' })
    expect(itemProblems([good, { ...good }])).toEqual({ 1: 'codeTwice' })
    expect(itemProblems([{ ...good, textEn: ' ' }])).toEqual({ 0: 'text' })
    expect(itemProblems([{ ...good, weight: '0' }])).toEqual({ 0: 'weight' })
    expect(itemProblems([{ ...good, weight: '0', fatal: true }])).toEqual({})
    expect(itemProblems([{ ...good, weight: '101' }])).toEqual({ 0: 'weight' })
  })
})
