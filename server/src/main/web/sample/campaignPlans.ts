import { randomUUID } from 'node:crypto'
import type { CampaignProgress, DryRunReport, Outlook } from '../src/api/types.ts'
import { campaigns } from './desks.ts'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const dateIn = (days: number) => inDays(days).slice(0, 10)

export const progress: CampaignProgress[] = campaigns.slice(0, 2).map((campaign, i) => ({
  campaignId: campaign.id, done: 2_860 - i * 900, exhausted: 214, cancelled: 31, open: 1_257 - i * 400, late: 46, review: 12, lastDeadline: inDays(9), finishAt: inDays(i === 0 ? 12 : 6),
  reasons: [
    { state: 'WAITING', reason: 'PLANNED', count: 640 }, { state: 'WAITING', reason: 'RETRY_NO_ANSWER', count: 402 }, { state: 'EXHAUSTED', reason: 'UNANSWERED', count: 214 },
    { state: 'WAITING', reason: 'RETRY_BUSY', count: 162 }, { state: 'CANCELLED', reason: 'STOPPED', count: 31 }, { state: 'REVIEW', reason: 'INVALID_NUMBER', count: 12 },
  ],
}))

function outlook(calls: number[], agents: number, late: number): Outlook {
  let open = 1_204
  const workdays = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14]
  return {
    days: calls.map((count, i) => {
      const ended = Math.min(open, Math.round(count * 0.6))
      open -= ended
      return { date: dateIn(workdays[i] ?? i), calls: count, reached: Math.round(count * 0.38), ended, agentsNeeded: Math.ceil(count / agents), open, lateOnes: i === 6 ? late : 0 }
    }),
    finishOn: dateIn(calls.length > 8 ? 11 : 8), lastDeadline: dateIn(8), agentsForDeadlines: calls.length > 8 ? 9 : 6, calls: calls.reduce((a, b) => a + b, 0), reached: 1_011, exhausted: 168, review: 25,
    fallsOut: late ? { NO_AGENT_IN_TIME: late, RETRIES_END_LATE: 17 } : {},
  }
}

export const dryRunReport: DryRunReport = {
  at: inDays(0), zone: 'Asia/Shanghai', pending: 1_204, moved: 871, agents: 8, overDialLeftOut: false,
  basis: { attempts: 4_120, answered: 0.41, busy: 0.06, unreachable: 0.09, rejected: 0.04, shortRing: 0.02, invalidNumber: 0.01, abandoned: 0, failure: 0.01, answeredSeconds: 221, unansweredSeconds: 29 },
  before: outlook([420, 390, 371, 344, 290, 201, 96], 45, 0),
  after: outlook([260, 260, 260, 258, 255, 250, 241, 190, 101, 40], 30, 122),
  examples: [
    { callbackId: randomUUID(), reason: 'NO_AGENT_IN_TIME', caused: true, deadline: inDays(8), customerName: '王小明', customerRef: 'C-10021' },
    { callbackId: randomUUID(), reason: 'NO_AGENT_IN_TIME', caused: true, deadline: inDays(8), customerName: '李娜', customerRef: 'C-10466' },
    { callbackId: randomUUID(), reason: 'RETRIES_END_LATE', caused: false, deadline: inDays(8), customerName: 'Anna Schmidt', customerRef: 'C-20877' },
  ],
}
