import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../src/i18n/en'
import zh from '../src/i18n/zh'
import { codesOf } from './openapi'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`))
}

const chinese = flat(zh as unknown as Tree)
const english = new Map(flat(en as unknown as Tree))
const document = readFileSync('../resources/openapi.yaml', 'utf8')
const slots = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('texts', () => {
  it('fill the same places in both languages', () => {
    for (const [key, text] of chinese) expect(slots(english.get(key) ?? ''), key).toEqual(slots(text))
  })

  it('are all said somewhere', () => {
    const pages = Object.entries(import.meta.glob('../src/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true }))
      .filter(([path]) => !path.includes('/i18n/') && !path.endsWith('/schema.ts'))
      .map(([, text]) => text as string)
      .join('\n')
    const named = new Set([...pages.matchAll(/['"`]([\w.-]+)['"`]/g)].map(found => found[1]))
    const begun = [...new Set([...pages.matchAll(/`([\w-]+\.[\w.-]*)\$\{/g)].map(found => found[1] as string))]
    const groups = new Set([...pages.matchAll(/(?:tm\(|[:|] )'(\w+)'/g)].map(found => found[1]))
    const unsaid = chinese.map(([key]) => key)
      .filter(key => !named.has(key) && !groups.has(key.split('.')[0]) && !begun.some(prefix => key.startsWith(prefix)))
    expect(unsaid).toEqual([])
  })

  it('have a sentence for every answer to “why was this not called yet?”', () => {
    for (const code of codesOf(document, 'why')) {
      expect(zh.why, code).toHaveProperty(code)
    }
  })

  it('say every refusal of a field in both languages', () => {
    expect(Object.keys(zh.refusal)).toEqual(codesOf(document, 'RemedyCode'))
  })

  it.each([['Outcome', 'outcome'], ['Outcome', 'outcomeText'], ['CallbackState', 'callbackState'], ['Presence', 'presence'], ['RecordingState', 'recordingState']] as const)('have a word for every %s (%s)', (schema, group) => {
    const codes = codesOf(document, schema)
    expect(codes.length).toBeGreaterThan(3)
    for (const code of codes) expect(zh[group], code).toHaveProperty(code)
  })
})
