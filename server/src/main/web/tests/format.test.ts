import { describe, expect, it } from 'vitest'
import { clock, formatsFor } from '../src/time/format'

describe('durations', () => {
  it.each([[0, '0:00'], [999, '0:00'], [20_004, '0:20'], [65_000, '1:05'], [3_665_000, '1:01:05'], [-500, '0:00']])('%i ms is %s', (ms, text) => {
    expect(clock(ms)).toBe(text)
  })
})

describe('dates in the language of the page', () => {
  const moment = '2026-11-22T14:05:06.789+08:00'

  it('writes both languages', () => {
    expect(formatsFor('zh').dateTime(moment)).toContain('11月22日')
    expect(formatsFor('en').dateTime(moment)).toContain('22 Nov')
  })

  it('keeps the milliseconds of an event', () => {
    expect(formatsFor('en').timeWithMillis(moment)).toMatch(/:05:06\.789$/)
  })

  it('shows a dash for what is not there, and never an error for what is no date', () => {
    expect(formatsFor('zh').dateTime(undefined)).toBe('–')
    expect(formatsFor('zh').dateTime('never')).toBe('never')
  })

  it('says how far away a moment is', () => {
    const now = Date.parse(moment)
    expect(formatsFor('en').relative(now + 95_000, now)).toBe('in 1 min')
    expect(formatsFor('zh').relative(now - 7_200_000, now)).toMatch(/2\s?小时前/)
  })
})
