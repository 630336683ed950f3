import { describe, expect, it } from 'vitest'
import { ServerClock } from '../src/time/serverClock'

const at = (ms: number) => new Date(ms).toISOString()
const noon = Date.parse('2026-11-22T04:00:00Z')

describe('the server’s clock', () => {
  it('runs on evenly from what the server said, whatever the browser’s clock shows', () => {
    let ticks = 5_000
    const clock = new ServerClock(() => ticks)
    clock.heard(at(noon))
    ticks += 1_234
    expect(clock.now()).toBe(noon + 1_234)
  })

  it('trusts the message that came with the least delay', () => {
    let ticks = 0
    const clock = new ServerClock(() => ticks)
    ticks = 400
    clock.heard(at(noon)) // 400 ms on the way
    ticks = 1_020
    clock.heard(at(noon + 1_000)) // 20 ms on the way
    ticks = 2_300
    clock.heard(at(noon + 2_000)) // 300 ms on the way
    expect(clock.now()).toBe(noon + 2_280)
  })

  it('follows a jump, as after the machine slept', () => {
    let ticks = 0
    const clock = new ServerClock(() => ticks)
    clock.heard(at(noon))
    ticks = 1_000
    clock.heard(at(noon + 3_600_000))
    expect(clock.now()).toBe(noon + 3_600_000)
    clock.heard(at(noon + 10_000))
    expect(clock.now()).toBe(noon + 10_000)
  })

  it('ignores a time that is none', () => {
    const clock = new ServerClock(() => 0)
    clock.heard(at(noon))
    clock.heard('soon')
    expect(clock.now()).toBe(noon)
  })
})
