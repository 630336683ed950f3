import { randomUUID } from 'node:crypto'
import type { Customer, StoppedNumber, Token } from '../src/api/types.ts'
import { ago, someName } from './world.ts'

export const customers: Customer[] = Array.from({ length: 40 }, (_, i) => ({
  id: randomUUID(), ref: `C-2026-${String(1000 + i)}`, name: i === 3 ? 'Maximilian von Hohenstein-Lichtenfels' : someName(), language: 'zh', dialect: i % 7 === 2 ? '粤语' : undefined, zone: 'Asia/Shanghai', seller: `S-${String(10 + (i % 9))}`,
  attributes: { 车型: '途观 L', 车牌: `沪A·D${String(1000 + i)}` }, updatedAt: ago(1e7 * (i + 1)),
  phones: [
    { position: 1, number: `+86138001380${String(10 + i)}`, kind: 'MOBILE' as const, ...(i % 6 === 1 ? { stoppedAt: ago(9e7), stopReason: '客户来电要求不再致电' } : {}) },
    ...(i % 3 === 0 ? [{ position: 2, number: '+862162345678', kind: 'FIXED' as const, wrongSince: ago(1e8) }] : []),
  ],
}))

export const stopped: StoppedNumber[] = [
  ...customers.filter(customer => customer.phones[0]?.stoppedAt).map(customer => ({
    id: randomUUID().replaceAll('-', ''), stoppedAt: ago(9e7), reason: '客户来电要求不再致电',
    holders: [{ customerId: customer.id, ref: customer.ref, name: customer.name, position: 1, number: customer.phones[0]?.number ?? '' }],
  })),
  { id: '7f3a91c0b2', stoppedAt: ago(9e8), reason: '监管投诉', holders: [] },
]

export const tokens: Token[] = [
  { id: 'a1', name: 'CRM 同步', createdAt: ago(4e9) },
  { id: 'a2', name: '报表', createdAt: ago(4e9), expiresAt: ago(1e9) },
  { id: 'a3', name: '旧网关', createdAt: ago(9e9), revokedAt: ago(2e9) },
]
