import { onScopeDispose, ref, type Ref } from 'vue'

/** Something that counts milliseconds evenly and never jumps; the browser's `performance.now`. */
export type Ticker = () => number

const JUMP_MS = 2_000

/**
 * The server's time, carried on by an even ticker: the browser's own clock may be wrong by hours without harm.
 * A message is always late, never early, so the largest difference seen is the truest.
 */
export class ServerClock {
  private offset: number | undefined

  constructor(private readonly ticker: Ticker = () => performance.now()) {}

  /** Learns from a message that the server stamped with `at`. */
  heard(at: string): void {
    const seen = Date.parse(at) - this.ticker()
    if (Number.isNaN(seen)) return
    const known = this.offset
    this.offset = known === undefined || Math.abs(seen - known) > JUMP_MS ? seen : Math.max(known, seen)
  }

  /** Milliseconds since 1970 by the server's clock; before the first message, by the browser's. */
  now(): number {
    return this.offset === undefined ? Date.now() : this.offset + this.ticker()
  }
}

/** One for all: running clocks on different pages agree. */
export const serverClock = new ServerClock()

const second: Ref<number> = ref(0)
let watchers = 0
let timer: ReturnType<typeof setTimeout> | undefined

function tick(): void {
  const now = serverClock.now()
  second.value = now
  timer = setTimeout(tick, 1_000 - (now % 1_000) + 5)
}

/** The server's time, renewed at each full second while somebody looks. */
export function useServerTime(): Readonly<Ref<number>> {
  if (watchers++ === 0) tick()
  onScopeDispose(() => {
    if (--watchers === 0) clearTimeout(timer)
  })
  return second
}
