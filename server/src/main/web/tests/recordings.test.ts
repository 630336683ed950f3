import { describe, expect, it } from 'vitest'
import { draftFrom, draftOf, emptyDraft, filterOf, queryOf } from '../src/recordings/filterDraft'
import { afterSilence, silences } from '../src/recordings/silence'

describe('a filter of recordings', () => {
  it('asks only for what was filled in', () => {
    expect(filterOf(emptyDraft())).toEqual({})
    expect(filterOf({ ...emptyDraft(), words: ' 投诉 ', leastSeconds: '60', flagged: 'true', held: 'false' }))
      .toEqual({ words: '投诉', leastSeconds: 60, flagged: true, held: false })
  })

  it('includes the whole last day', () => {
    const filter = filterOf({ ...emptyDraft(), from: '2026-11-22', until: '2026-11-22' })
    expect(new Date(filter.until!).getTime() - new Date(filter.from!).getTime()).toBe(24 * 3600 * 1000)
  })

  it('comes back from the server as it was', () => {
    const draft = { ...emptyDraft(), from: '2026-10-31', until: '2026-11-01', outcome: 'ANSWERED', mostScore: '59', flagged: 'true' }
    expect(draftOf(filterOf(draft))).toEqual(draft)
  })

  it('stands in the address without the number', () => {
    const draft = { ...emptyDraft(), words: '退车', number: '13800000101' }
    expect(queryOf(draft)).toEqual({ words: '退车' })
    expect(draftFrom({ words: '退车', number: '13800000101' }).number).toBe('')
  })
})

describe('silence', () => {
  const peaks = (agent: number[], customer: number[]) => ({ durationMs: agent.length * 100, stepMs: 100, agent, customer })
  const said = (...lengths: [number, number][]) => lengths.flatMap(([loud, length]) => Array.from({ length }, () => loud))

  it('is where neither side says anything for a while', () => {
    const found = silences(peaks(said([90, 10], [1, 30], [90, 10]), said([1, 10], [1, 30], [90, 10])))
    expect(found).toHaveLength(1)
    expect(found[0]!.from).toBeCloseTo(1.3)
    expect(found[0]!.until).toBeCloseTo(3.7)
    expect(afterSilence(found, 2)).toBeCloseTo(3.7)
    expect(afterSilence(found, 0.5)).toBeUndefined()
  })

  it('is no pause between words, nor where one side speaks', () => {
    expect(silences(peaks(said([90, 10], [1, 8], [90, 10]), said([1, 28])))).toEqual([])
    expect(silences(peaks(said([1, 50]), said([60, 50])))).toEqual([])
  })
})
