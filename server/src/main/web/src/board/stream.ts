import { createParser } from 'eventsource-parser'
import { address, reportSignedOut } from '../api/request'
import type { Board } from '../api/types'

/** The server sends at least a comment every 15 s; two of them missing means that the line is dead. */
const SILENCE_MS = 35_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export interface StreamListener {
  board(board: Board): void
  connected(yes: boolean): void
}

/**
 * Follows the board until `stop()`. Reads the stream with fetch and not with EventSource, whose silence on a
 * half-open connection nobody would notice.
 */
export class BoardStream {
  private abort: AbortController | undefined
  private pause = FIRST_PAUSE_MS
  private timer: ReturnType<typeof setTimeout> | undefined
  private stopped = false

  /** @param atDesk whoever is signed in ends calls with a button while this stream is open, and not with the phone */
  constructor(private readonly listener: StreamListener, private readonly atDesk = false) {}

  start(): void {
    this.stopped = false
    void this.follow()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.abort?.abort()
  }

  /** Tries again at once, for instance when the browser says that the network is back. */
  hurry(): void {
    if (this.stopped || this.timer === undefined) return
    clearTimeout(this.timer)
    void this.follow()
  }

  private async follow(): Promise<void> {
    this.timer = undefined
    const abort = new AbortController()
    this.abort = abort
    let watchdog: ReturnType<typeof setTimeout> | undefined
    const alive = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => abort.abort(), SILENCE_MS)
    }
    try {
      alive()
      const response = await fetch(address(this.atDesk ? '/board/stream?desk=true' : '/board/stream'), {
        headers: { Accept: 'text/event-stream' }, signal: abort.signal, credentials: 'same-origin', cache: 'no-store',
      })
      if (response.status === 401) return reportSignedOut()
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
      const parser = createParser({ onEvent: event => event.event === 'board' && this.heard(event.data) })
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        alive()
        parser.feed(part.value)
      }
    } catch (error) {
      if (!this.stopped) console.info('board stream ended', error)
    } finally {
      clearTimeout(watchdog)
      this.again()
    }
  }

  private heard(data: string): void {
    this.pause = FIRST_PAUSE_MS
    this.listener.board(JSON.parse(data) as Board)
    this.listener.connected(true)
  }

  private again(): void {
    if (this.stopped) return
    this.listener.connected(false)
    // Spread out, so that after a restart not every wall screen knocks in the same instant.
    this.timer = setTimeout(() => void this.follow(), this.pause * (0.75 + Math.random() / 2))
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS)
  }
}
