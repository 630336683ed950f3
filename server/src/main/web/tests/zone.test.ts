import { describe, expect, it } from 'vitest'
import { instantIn } from '../src/time/zone'

const typed = (local: string, zone: string) => instantIn(local, zone).toISOString()

describe('a time that is typed', () => {
  it('is the organisation’s, wherever the browser is', () => {
    expect(typed('2026-11-24T19:00', 'Asia/Shanghai')).toBe('2026-11-24T11:00:00.000Z')
    expect(typed('2026-11-24T00:30', 'America/New_York')).toBe('2026-11-24T05:30:00.000Z')
    expect(typed('2026-11-24T19:00', 'UTC')).toBe('2026-11-24T19:00:00.000Z')
  })

  it('follows the clocks when they change', () => {
    expect(typed('2026-03-28T12:00', 'Europe/Berlin')).toBe('2026-03-28T11:00:00.000Z')
    expect(typed('2026-03-29T12:00', 'Europe/Berlin')).toBe('2026-03-29T10:00:00.000Z')
    expect(typed('2026-10-25T12:00', 'Europe/Berlin')).toBe('2026-10-25T11:00:00.000Z')
    expect(['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z']).toContain(typed('2026-03-29T02:30', 'Europe/Berlin'))
  })
})
