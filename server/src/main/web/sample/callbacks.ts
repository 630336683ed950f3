import { randomUUID } from 'node:crypto'
import type { CallbackDetail, CallbackState, CallbackSummary } from '../src/api/types.ts'
import { ago, someName } from './world.ts'

const states: [CallbackState, string][] = [
  ['WAITING', 'RETRY_NO_ANSWER'], ['WAITING', 'PLANNED'], ['REVIEW', 'INVALID_NUMBER'], ['DONE', 'REACHED'], ['UNKNOWN', 'UNKNOWN_FATE'],
  ['EXHAUSTED', 'UNANSWERED'], ['WAITING', 'APPOINTMENT'], ['CANCELLED', 'STOPPED'], ['WAITING', 'OUTSIDE_WINDOW'], ['WRAP_UP', 'TALKED'],
]

const soon = (ms: number) => new Date(Date.now() + ms).toISOString()

export const summaries: CallbackSummary[] = Array.from({ length: 120 }, (_, i) => {
  const [state, reason] = states[i % states.length] as [CallbackState, string]
  const attempts = state === 'WAITING' && reason === 'PLANNED' ? 0 : 1 + (i % 3)
  return {
    id: randomUUID(), campaign: 'service-3d', campaignName: '服务三日回访', customerId: randomUUID(), customerName: someName(),
    customerRef: `C-2026-${String(1000 + i)}`, occasion: `service:2026-11-${String(1 + (i % 20)).padStart(2, '0')}`, state, reason,
    stateSince: ago(3_600_000), nextAt: state === 'WAITING' ? soon(86_400_000 + i * 600_000) : undefined,
    attempts, counted: Math.min(attempts, 2), lastAttemptAt: attempts ? ago(7_200_000 + i * 60_000) : undefined, createdAt: ago(3 * 86_400_000),
  }
})

export function detailOf(id: string): CallbackDetail | undefined {
  const summary = summaries.find(candidate => candidate.id === id) ?? (summaries[0] && { ...summaries[0], id })
  if (!summary) return undefined
  const why: CallbackDetail['why'] = summary.state === 'UNKNOWN'
    ? { code: 'UNKNOWN_FATE', params: {} }
    : summary.state === 'REVIEW' ? { code: 'IN_REVIEW', params: { reason: summary.reason } } : { code: 'WAITS_FOR_RETRY', params: { at: soon(86_400_000), reason: 'RETRY_NO_ANSWER', zone: 'Asia/Shanghai' } as never }
  const start = Date.now() - 2 * 86_400_000
  const at = (ms: number) => new Date(start + ms).toISOString()
  const common = { live: false, claimedAt: at(0), zone: 'Asia/Shanghai', localDate: '2026-11-20', bandStart: '09:00:00', bandEnd: '10:30:00', agentCode: 'A003', agentName: '陈敏', trunk: 'carrier-a', node: 'cc-1', rulesVersion: 2, ringFloorMs: 20_000, source: 'EVENTS' as const }
  return {
    callback: { ...summary, uncounted: 1, failures: 0, deadline: soon(3 * 86_400_000) },
    customer: {
      id: summary.customerId, ref: summary.customerRef, name: summary.customerName, language: 'zh', zone: 'Asia/Shanghai', seller: 'S-17',
      attributes: { 车型: '途观 L', 车牌: '沪A·D1234' }, phones: [{ position: 1, number: '138****5678', kind: 'MOBILE' }, { position: 2, number: '021-****6677', kind: 'FIXED', wrongSince: ago(1e8) }],
    },
    campaign: { id: randomUUID(), code: 'service-3d', name: summary.campaignName, state: 'ACTIVE' },
    why,
    attempts: [
      {
        ...common, id: randomUUID(), seq: 1, outcome: 'NO_ANSWER', ringAt: at(1_800), ringBasis: 'RINGING_180', ringMs: 20_004, talkMs: 0, counted: true, q850: 19, sipCode: 480, endedBy: 'SERVER', endedAt: at(21_804),
        events: [['CLAIMED', 0], ['ORIGINATED', 31], ['RINGING', 1_800], ['TIMEOUT', 21_800], ['HANGUP', 21_804]].map(([kind, ms]) => ({ at: at(Number(ms)), kind: String(kind), detail: (kind === 'HANGUP' ? { q850: 19, sip: 480 } : {}) as never })),
      },
      { ...common, id: randomUUID(), seq: 2, outcome: 'TRUNK_DEAD', ringMs: 0, talkMs: 0, counted: false, q850: 18, sipCode: 408, endedBy: 'NETWORK', endedAt: at(32_000), events: [] },
      {
        ...common, id: 'cafe0000-0000-7000-8000-000000000003', seq: 3, outcome: 'ANSWERED', ringAt: at(900), ringBasis: 'PROGRESS_183', ringMs: 6_120, answeredAt: at(7_020), bridgedAt: at(7_102), talkMs: 42_000, counted: false, q850: 16, sipCode: 200, endedBy: 'CUSTOMER', endedAt: at(49_000),
        recording: { state: 'SEALED', durationMs: 42_000 }, events: [['CLAIMED', 0], ['RINGING', 900], ['ANSWERED', 7_020], ['BRIDGED', 7_102], ['HANGUP', 49_000]].map(([kind, ms]) => ({ at: at(Number(ms)), kind: String(kind), detail: {} as never })),
      },
    ],
    messages: [{ kind: 'EXHAUSTED', channel: 'SMS', state: 'WAITING', createdAt: ago(50_000), body: '尊敬的客户,我们多次致电未能与您取得联系。请在方便时致电 4008001234。' }],
  }
}

/** 42 s of two voices, as a WAV of two legs. */
export function sampleSound(): Buffer {
  const rate = 8000, seconds = 42, frames = rate * seconds
  const wav = Buffer.alloc(44 + frames * 4)
  wav.write('RIFF', 0); wav.writeUInt32LE(36 + frames * 4, 4); wav.write('WAVEfmt ', 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(2, 22); wav.writeUInt32LE(rate, 24); wav.writeUInt32LE(rate * 4, 28); wav.writeUInt16LE(4, 32); wav.writeUInt16LE(16, 34)
  wav.write('data', 36); wav.writeUInt32LE(frames * 4, 40)
  for (let i = 0; i < frames; i++) {
    const turn = Math.floor(i / rate / 4) % 2
    const voice = Math.round(9000 * Math.sin(i * 0.17) * Math.abs(Math.sin(i / 900)) * Math.random())
    wav.writeInt16LE(turn ? 0 : voice, 44 + i * 4); wav.writeInt16LE(turn ? voice : 0, 46 + i * 4)
  }
  return wav
}

export function samplePeaks() {
  const leg = (turn: number) => Array.from({ length: 420 }, (_, i) => (Math.floor(i / 40) % 2 === turn ? Math.round(40 + 180 * Math.random()) : 0))
  return { durationMs: 42_000, stepMs: 100, agent: leg(0), customer: leg(1) }
}
