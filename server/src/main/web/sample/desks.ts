import { randomUUID } from 'node:crypto'
import type { Alarm, CampaignDetail, CampaignRules, Import, ImportError, Trunk, User } from '../src/api/types.ts'
import { ago } from './world.ts'

const rules: CampaignRules = {
  windows: [{ from: '09:00', to: '10:30', days: 'WORKING_DAYS' }, { from: '14:30', to: '16:00', days: 'WORKING_DAYS' }],
  ringFloorSeconds: 20, maxAttempts: 3, maxDialsPerDay: 3, uncountedLimit: 5, afterCallSeconds: 30, retentionYears: 3,
  busy: { action: 'AGAIN_LATER', delayMinutes: 30 }, rejected: { action: 'ANOTHER_DAY', delayMinutes: 0 }, unreachable: { action: 'AGAIN_LATER', delayMinutes: 120 },
  invalidNumber: { action: 'REVIEW', delayMinutes: 0 }, shortRing: { action: 'AGAIN_LATER', delayMinutes: 60 }, failure: { action: 'AGAIN_LATER', delayMinutes: 5 },
  abandoned: { action: 'ANOTHER_DAY', delayMinutes: 0 }, announcement: 'huifang/recorded', ownCustomers: 'EXCLUDE',
  exhaustedMessage: { zh: '尊敬的客户，我们多次致电未能与您取得联系。请在方便时致电{callerId}。', en: 'Dear customer, we tried to call you several times. Please ring {callerId} when it suits you.' },
}

export const campaigns: CampaignDetail[] = ([['service-3d', '服务三日回访', 'ACTIVE'], ['sales-7d', '销售七日回访', 'PAUSED'], ['demo', '演示项目', 'DRAFT']] as const).map(([code, name, state], i) => ({
  id: `01930000-0000-7000-8000-00000000c00${i}`, code, name, state, demo: code === 'demo', trunk: 'carrier-a', version: 2, waiting: 1204 - i * 400, createdAt: ago(9e8), rules,
  versions: [
    { version: 1, reason: '首次发布', author: '林主管', publishedAt: ago(8e8), rules: { ...rules, maxAttempts: 4, announcement: '' } },
    { version: 2, reason: '按总部要求加播录音提示', author: '林主管', publishedAt: ago(4e8), rules },
  ],
}))

export const trunks: Trunk[] = [{ id: randomUUID(), name: 'carrier-a', callerId: '4008001234', numberStyle: 'NATIONAL', prefix: '', progressCounts: false, simulated: false }, { id: randomUUID(), name: 'demo', numberStyle: 'E164', prefix: '9', progressCounts: true, simulated: true }]

export const users: User[] = [
  { id: '01930000-0000-7000-8000-000000000001', login: 'lin', displayName: '林主管', roles: ['SUPERVISOR', 'ADMIN'], locale: 'zh', disabled: false, createdAt: ago(9e9) },
  { id: randomUUID(), login: 'chenmin', displayName: '陈敏', roles: ['AGENT'], locale: 'zh', disabled: false, lockedUntil: new Date(Date.now() + 4e5).toISOString(), createdAt: ago(8e9) },
  { id: randomUUID(), login: 'audit', displayName: 'Olivia Hart', roles: ['COMPLIANCE', 'RECORDS_MANAGER'], locale: 'en', disabled: true, createdAt: ago(7e9) },
]

export const jobs: Import[] = [
  { id: randomUUID(), kind: 'CALLBACKS', fileName: '回访名单-11月.csv', charset: 'GB18030', state: 'RUNNING', rowsRead: 43_000, rowsCreated: 42_800, rowsChanged: 0, rowsSame: 150, rowsBad: 50, bytesTotal: 9_000_000, bytesRead: 3_900_000, user: '林主管', startedAt: ago(9_000) },
  { id: randomUUID(), kind: 'CUSTOMERS', fileName: 'customers.csv', charset: 'UTF-8', state: 'DONE', rowsRead: 100_000, rowsCreated: 99_200, rowsChanged: 300, rowsSame: 497, rowsBad: 3, bytesTotal: 9e6, bytesRead: 9e6, user: '林主管', startedAt: ago(9e6), finishedAt: ago(8.97e6) },
  { id: randomUUID(), kind: 'CAMPAIGNS', fileName: 'campaigns.csv', state: 'FAILED', problem: 'no header row: the first line must name the columns', rowsRead: 0, rowsCreated: 0, rowsChanged: 0, rowsSame: 0, rowsBad: 0, bytesTotal: 900, bytesRead: 900, startedAt: ago(9e7), finishedAt: ago(9e7) },
]

export const badRows: ImportError[] = [
  { line: 17, field: 'phone1', reason: '“1380013800” is no number that can be dialled in CN: give 11 digits' },
  { line: 2041, field: 'ref', reason: 'is missing' },
  { line: 88_007, field: 'zone', reason: '“Asia/Peking” is no time zone: write an IANA name such as Asia/Shanghai' },
]

export const alarms: Alarm[] = [
  { kind: 'RECORDING_NOT_GROWING', subject: 'cc-1', detail: 'attempt 0193…a1: the customer’s leg has not grown for 5 s', raisedAt: ago(64_000) },
  { kind: 'AMI_LOST', subject: 'cc-1', detail: 'connection refused', raisedAt: ago(9e6), clearedAt: ago(8.9e6) },
]
