import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventStream } from '../src/api/eventStream'

const boards: string[] = []
const states: boolean[] = []
let stream: EventStream<{ at: string }>
let feeds: ReadableStreamDefaultController<Uint8Array>[]

const send = (text: string) => feeds.at(-1)?.enqueue(new TextEncoder().encode(text))
const board = (at: string) => `event: board\ndata: {"at":"${at}"}\n\n`
const settle = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.useFakeTimers()
  boards.length = states.length = 0
  feeds = []
  vi.stubGlobal('fetch', (_address: string, { signal }: { signal: AbortSignal }) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        feeds.push(controller)
        signal.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')))
      },
    })
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }))
  })
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  stream = new EventStream<{ at: string }>('/board/stream', 'board', { heard: heard => boards.push(heard.at), connected: yes => states.push(yes) })
})

afterEach(() => {
  stream.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a stream of the server', () => {
  it('hands on each board, also one that comes in pieces', async () => {
    stream.start()
    await settle()
    send(board('one') + board('two').slice(0, 20))
    await settle()
    send(board('two').slice(20))
    await settle()
    expect(boards).toEqual(['one', 'two'])
    expect(states.at(-1)).toBe(true)
  })

  it('says that the connection is lost, and comes back by itself', async () => {
    stream.start()
    await settle()
    feeds[0]?.close()
    await settle()
    expect(states).toEqual([false])
    await vi.advanceTimersByTimeAsync(1_000)
    send(board('again'))
    await settle()
    expect(boards).toEqual(['again'])
    expect(states.at(-1)).toBe(true)
  })

  it('notices a line that is dead without having been closed', async () => {
    stream.start()
    await settle()
    send(board('one'))
    await vi.advanceTimersByTimeAsync(34_000)
    expect(feeds).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(states).toContain(false)
    expect(feeds.length).toBeGreaterThan(1)
  })

  it('lets the server’s heartbeat keep a quiet line alive', async () => {
    stream.start()
    await settle()
    for (let i = 0; i < 8; i++) {
      send(': beat\n\n')
      await vi.advanceTimersByTimeAsync(15_000)
    }
    expect(feeds).toHaveLength(1)
  })

  it('stays quiet once it is stopped', async () => {
    stream.start()
    await settle()
    stream.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(feeds).toHaveLength(1)
  })
})
