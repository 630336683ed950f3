import { createParser } from 'eventsource-parser'
import { address, reportSignedOut } from './request'

/** The server sends at least a comment every 15 s; two of them missing means that the line is dead. */
const SILENCE_MS = 35_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export interface StreamListener<T> {
  heard(news: T): void
  connected(yes: boolean): void
}

/**
 * Follows one of the server's streams until `stop()`; each event is the whole of what is shown. Reads it with fetch and not with EventSource, whose silence on a
 * half-open connection nobody would notice.
 */
export class EventStream<T> {
  private abort: AbortController | undefined
  private pause = FIRST_PAUSE_MS
  private timer: ReturnType<typeof setTimeout> | undefined
  private stopped = false

  constructor(private readonly path: string, private readonly event: string, private readonly listener: StreamListener<T>) {}

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
      const response = await fetch(address(this.path), {
        headers: { Accept: 'text/event-stream' }, signal: abort.signal, credentials: 'same-origin', cache: 'no-store',
      })
      if (response.status === 401) return reportSignedOut()
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
      const parser = createParser({ onEvent: event => event.event === this.event && this.heard(event.data) })
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        alive()
        parser.feed(part.value)
      }
    } catch (error) {
      if (!this.stopped) console.info(`stream of ${this.event} ended`, error)
    } finally {
      clearTimeout(watchdog)
      this.again()
    }
  }

  private heard(data: string): void {
    this.pause = FIRST_PAUSE_MS
    this.listener.heard(JSON.parse(data) as T)
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
