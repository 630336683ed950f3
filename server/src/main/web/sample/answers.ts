import { detailOf, sampleSound, summaries } from './callbacks.ts'
import type { SampleWorld } from './world.ts'

export interface Result {
  status: number
  json?: unknown
  bytes?: Buffer
  type?: string
}

export interface Answer {
  method: string
  path: RegExp
  answer(address: URL, body: string): Result
}

export function sampleAnswers(_world: SampleWorld): Answer[] {
  let signedIn = process.env.SAMPLE_SIGNED_IN === '1'
  const user = {
    id: '01930000-0000-7000-8000-000000000001', login: 'lin', displayName: '林主管', locale: 'zh',
    roles: (process.env.SAMPLE_ROLES ?? 'SUPERVISOR,ADMIN').split(','),
    agentId: '01930000-0000-7000-8000-0000000000a1',
  }
  const problem = (status: number, detail: string): Result => ({ status, json: { type: 'urn:huifang:sample', title: 'Refused', status, detail, errors: [] } })
  return [
    { method: 'GET', path: /^\/session$/, answer: () => (signedIn ? { status: 200, json: { user } } : problem(401, 'sign in first')) },
    {
      method: 'POST', path: /^\/session$/,
      answer: (_address, body) => {
        const given = JSON.parse(body) as { password: string }
        if (given.password === 'wrong') return problem(401, 'wrong')
        signedIn = true
        return { status: 200, json: { user } }
      },
    },
    {
      method: 'GET', path: /^\/callbacks$/,
      answer: address => {
        const wanted = address.searchParams
        const from = Number(wanted.get('cursor') ?? 0)
        const found = summaries.filter(item => (!wanted.get('state') || wanted.get('state')?.split(',').includes(item.state)) && (item.customerName + item.customerRef).includes(wanted.get('q') ?? ''))
        return { status: 200, json: { items: found.slice(from, from + 50), next: from + 50 < found.length ? String(from + 50) : undefined } }
      },
    },
    { method: 'GET', path: /^\/callbacks\/[^/]+$/, answer: address => ({ status: 200, json: detailOf(address.pathname.split('/')[2] ?? '') }) },
    { method: 'POST', path: /^\/callbacks\/[^/]+\/(cancel|resolve|disposition)$/, answer: () => problem(409, 'the call is live: wait until it has ended') },
    { method: 'GET', path: /^\/recordings\/[^/]+\/sound$/, answer: () => ({ status: 200, bytes: sampleSound(), type: 'audio/wav' }) },
    { method: 'DELETE', path: /^\/session$/, answer: () => { signedIn = false; return { status: 204 } } },
  ]
}
