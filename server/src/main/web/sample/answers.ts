import { detailOf, samplePeaks, sampleSound, summaries } from './callbacks.ts'
import { customers, stopped, tokens } from './people.ts'
import { dryRunReport, progress } from './campaignPlans.ts'
import { alarms, badRows, campaigns, jobs, trunks, users } from './desks.ts'
import { masterKeys, recordingMoves } from './stores.ts'
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

export function sampleAnswers(world: SampleWorld): Answer[] {
  let signedIn = process.env.SAMPLE_SIGNED_IN === '1'
  const user = {
    id: '01930000-0000-7000-8000-000000000001', login: 'lin', displayName: '林主管', zone: 'Asia/Shanghai', locale: process.env.SAMPLE_LOCALE ?? 'zh',
    roles: (process.env.SAMPLE_ROLES ?? 'SUPERVISOR,ADMIN').split(','),
    agentId: world.board().agents[6]?.id,
  }
  const problem = (status: number, detail: string): Result => ({ status, json: { type: 'urn:huifang:sample', title: 'Refused', status, detail, errors: [] } })
  const list = (path: RegExp, items: () => unknown[]): Answer => ({ method: 'GET', path, answer: () => ({ status: 200, json: { items: items() } }) })
  return [
    list(/^\/campaigns$/, () => campaigns),
    list(/^\/progress$/, () => progress),
    { method: 'POST', path: /^\/campaigns\/[^/]+\/rules\/dry-run$/, answer: () => ({ status: 200, json: dryRunReport }) },
    list(/^\/trunks$/, () => trunks),
    { method: 'GET', path: /^\/recording-moves$/, answer: () => ({ status: 200, json: recordingMoves }) },
    { method: 'GET', path: /^\/master-keys$/, answer: () => ({ status: 200, json: masterKeys }) },
    list(/^\/numbers\/stopped$/, () => stopped),
    list(/^\/users\/[^/]+\/tokens$/, () => tokens),
    { method: 'GET', path: /^\/customers$/, answer: address => ({ status: 200, json: { items: customers.filter(customer => (customer.name + customer.ref).includes(address.searchParams.get('q') ?? '')) } }) },
    { method: 'GET', path: /^\/customers\/[^/]+$/, answer: address => ({ status: 200, json: customers.find(customer => address.pathname.endsWith(customer.id)) ?? customers[1] }) },
    { method: 'POST', path: /^\/users\/[^/]+\/tokens$/, answer: () => ({ status: 201, json: { id: 'a9', token: 'hf_q3Jk0c9x1lWmT8yE5vRb2nZs7uGd4pHaKfX6oQiVtY' } }) },
    { method: 'POST', path: /^\/(session\/(locale|password)|trunks|customers|numbers\/\w+)/, answer: () => ({ status: 204 }) },
    list(/^\/users$/, () => users),
    list(/^\/imports$/, () => jobs),
    list(/^\/imports\/[^/]+\/errors$/, () => badRows),
    list(/^\/alarms$/, () => alarms),
    list(/^\/agents$/, () => world.board().agents.map(agent => ({ ...agent, endpoint: agent.code.toLowerCase(), languages: ['zh'] }))),
    { method: 'GET', path: /^\/campaigns\/[^/]+$/, answer: address => ({ status: 200, json: campaigns.find(campaign => address.pathname.endsWith(campaign.id)) ?? campaigns[0] }) },
    { method: 'GET', path: /^\/imports\/[^/]+$/, answer: address => ({ status: 200, json: jobs.find(job => address.pathname.endsWith(job.id)) ?? jobs[1] }) },
    { method: 'POST', path: /^\/imports\/\w+$/, answer: () => ({ status: 202, json: { id: jobs[0]?.id } }) },
    {
      method: 'POST', path: /^\/campaigns\/[^/]+\/rules$/,
      answer: () => ({ status: 400, json: { type: 'urn:huifang:invalid', title: 'The request cannot be used', status: 400, detail: 'rules.announcement cannot be used', errors: [{ field: 'announcement', value: 'huifang/x', remedy: 'name a sound that Asterisk has' }] } }),
    },
    { method: 'POST', path: /^\/(campaigns|agents)\/[^/]+\/(state|presence|line)$/, answer: () => ({ status: 204 }) },
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
    { method: 'GET', path: /^\/recordings\/[^/]+\/peaks$/, answer: () => ({ status: 200, json: samplePeaks() }) },
    { method: 'GET', path: /^\/recordings\/[^/]+\/sound$/, answer: () => ({ status: 200, bytes: sampleSound(), type: 'audio/wav' }) },
    { method: 'DELETE', path: /^\/session$/, answer: () => { signedIn = false; return { status: 204 } } },
  ]
}
