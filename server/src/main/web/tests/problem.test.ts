import { describe, expect, it } from 'vitest'
import { fieldErrors, readProblem, Refused, Unreachable } from '../src/api/problem'

describe('refusals', () => {
  it('come back to the field that they speak of', () => {
    const refusal = new Refused({ title: 'no', status: 400, errors: [{ field: 'rules.windows', remedy: 'let them not overlap' }, { field: '/name', remedy: 'is missing' }] })
    expect(fieldErrors(refusal)).toMatchObject({ 'rules.windows': 'let them not overlap', name: 'is missing' })
  })

  it('are said in the words of the page, where the server names a code', () => {
    const refusal = new Refused({ title: 'no', status: 400, errors: [{ field: 'skill', remedy: 'give a whole number from 1 to 9', code: 'WHOLE_NUMBER', values: { min: '1', max: '9' } }] })
    expect(fieldErrors(refusal, field => `${field.code} ${field.values?.max}`)).toEqual({ skill: 'WHOLE_NUMBER 9' })
  })

  it('say nothing about fields when the server is away', () => {
    expect(fieldErrors(new Unreachable('x'))).toEqual({})
  })

  it('are readable also when some proxy made them', async () => {
    const answer = new Response('<html>nope</html>', { status: 503, statusText: 'Service Unavailable', headers: { 'Content-Type': 'text/html' } })
    expect(await readProblem(answer)).toEqual({ title: 'Service Unavailable', status: 503 })
  })

  it('are readable when the JSON is broken off', async () => {
    const answer = new Response('{"title":', { status: 500, statusText: 'Internal', headers: { 'Content-Type': 'application/problem+json' } })
    expect(await readProblem(answer)).toMatchObject({ status: 500 })
  })
})
