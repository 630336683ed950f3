import { randomUUID } from 'node:crypto'
import type { Board, BoardAgent, BoardCall, Outcome, Presence } from '../src/api/types.ts'

const families = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
const given = ['伟', '芳', '娜', '秀英', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '明', '超']
const outcomes: Outcome[] = ['ANSWERED', 'NO_ANSWER', 'BUSY', 'REJECTED', 'UNREACHABLE', 'INVALID_NUMBER', 'ABANDONED', 'RANG_SHORT', 'TRUNK_DEAD']
const campaigns = ['service-3d', 'sales-7d', 'new-contract', 'complaint']

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T
export const someName = () => pick([...families]) + pick(given)
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

/** Agents and calls that move by themselves, once a second. */
export class SampleWorld {
  private readonly agents: BoardAgent[]
  private calls: BoardCall[] = []
  private recent: Board['recent'] = []
  private readonly listeners = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined
  private done = 127

  constructor(count: number) {
    const presences: Presence[] = ['READY', 'READY', 'READY', 'READY', 'PAUSED', 'LOGGED_OUT', 'AFTER_CALL']
    this.agents = Array.from({ length: count }, (_, i) => {
      const presence = presences[i % presences.length] as Presence
      return {
        id: randomUUID(), code: `A${String(i + 1).padStart(3, '0')}`, name: someName(), presence,
        since: ago(Math.random() * 900_000), line: presence !== 'LOGGED_OUT' && i % 11 !== 4,
        pauseReason: presence === 'PAUSED' ? '午餐' : undefined,
      }
    })
    for (let i = 0; i < 40; i++) this.step()
  }

  start(): void {
    this.timer = setInterval(() => {
      this.step()
      this.listeners.forEach(tell => tell())
    }, 1000)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  onChange(tell: () => void): () => void {
    this.listeners.add(tell)
    return () => this.listeners.delete(tell)
  }

  board(): Board {
    const troubled = process.env.SAMPLE_TROUBLE === '1'
    return {
      at: new Date().toISOString(),
      node: { name: 'cc-1', dialing: !troubled, blockedReason: troubled ? 'RECORDING_NO_SPACE: 1.2 GB left of 500 GB' : undefined },
      agents: this.agents,
      calls: this.calls,
      queue: { due: 38, later: 1204, nextDueAt: new Date(Date.now() + 95_000).toISOString(), wrapUp: 2, review: 3, unknown: 1, doneToday: this.done, exhaustedToday: 9 },
      requests: [],
      alarms: troubled ? [{ kind: 'RECORDING_BLOCKED', subject: 'cc-1', detail: '/var/spool/huifang: 1.2 GB left of 500 GB', raisedAt: ago(64_000) }] : [],
      recent: this.recent,
    }
  }

  private step(): void {
    for (const call of [...this.calls]) this.advance(call)
    const free = this.agents.filter(agent => agent.presence === 'READY' && agent.line)
    const dials = Math.random() < 0.7 ? Math.ceil(this.agents.length / 50) : 0
    free.slice(0, dials).forEach(agent => this.dial(agent))
    const rested = this.agents.find(agent => agent.presence === 'AFTER_CALL' && Date.now() - Date.parse(agent.since) > 15_000)
    if (rested) this.set(rested, 'READY')
  }

  private set(agent: BoardAgent, presence: Presence, customerName?: string): void {
    Object.assign(agent, { presence, since: new Date().toISOString(), customerName, callbackId: presence === 'READY' ? undefined : agent.callbackId ?? randomUUID() })
  }

  private dial(agent: BoardAgent): void {
    const customerName = someName()
    this.set(agent, 'RESERVED', customerName)
    this.calls.push({
      attemptId: randomUUID(), callbackId: randomUUID(), campaign: pick(campaigns), agentCode: agent.code, customerName,
      state: 'ORIGINATING', since: new Date().toISOString(), seq: 1 + Math.floor(Math.random() * 3),
      ringFloorMs: pick([20_000, 20_000, 30_000]),
    })
  }

  private advance(call: BoardCall): void {
    const age = Date.now() - Date.parse(call.since)
    const become = (state: BoardCall['state']) => {
      this.calls = this.calls.map(known => (known === call ? { ...call, state, since: new Date().toISOString(), ringBasis: 'RINGING_180' as const } : known))
    }
    const agent = this.agents.find(candidate => candidate.code === call.agentCode)
    if (call.state === 'ORIGINATING' && age > 1500) become('RINGING')
    else if (call.state === 'RINGING' && age > call.ringFloorMs) this.end(call, 'NO_ANSWER', call.ringFloorMs + 4)
    else if (call.state === 'RINGING' && Math.random() < 0.06) {
      become('BRIDGED')
      if (agent) this.set(agent, 'ON_CALL', call.customerName)
    } else if (call.state === 'RINGING' && Math.random() < 0.01) this.end(call, pick(outcomes), Math.round(age))
    else if (call.state === 'BRIDGED' && Math.random() < 0.02) this.end(call, 'ANSWERED', 6_120, age)
  }

  private end(call: BoardCall, outcome: Outcome, ringMs: number, talkMs = 0): void {
    this.calls = this.calls.filter(known => known !== call)
    const agent = this.agents.find(candidate => candidate.code === call.agentCode)
    if (agent) this.set(agent, outcome === 'ANSWERED' ? 'AFTER_CALL' : 'READY')
    if (outcome === 'ANSWERED') this.done++
    this.recent = [{
      attemptId: call.attemptId, callbackId: call.callbackId, campaign: call.campaign, customerName: call.customerName,
      agentCode: call.agentCode, outcome, ringMs, ringBasis: ringMs ? 'RINGING_180' as const : undefined, talkMs: Math.round(talkMs),
      counted: outcome === 'NO_ANSWER', q850: outcome === 'ANSWERED' ? 16 : 19, sipCode: outcome === 'ANSWERED' ? 200 : 480,
      endedAt: new Date().toISOString(), recording: outcome === 'ANSWERED' ? 'SEALED' as const : undefined,
    }, ...this.recent].slice(0, 20)
  }
}
