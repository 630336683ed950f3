import { describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { extraLines, extraOf, leaves, withValue } from '../src/campaigns/extraRules'
import { draftOf, rulesOf } from '../src/campaigns/ruleDraft'

const rules = { maxAttempts: 3, novelty: { late: true, after: 3, text: '请致电{callerId}', channels: ['SMS', 'EMAIL'] } }

describe('rules without a form of their own', () => {
  it('are read from a draft that Vue watches, and are not lost', () => {
    const draft = reactive(draftOf(rules as never))
    expect(rulesOf(draft)).toMatchObject({ novelty: rules.novelty })
    expect(extraLines(rulesOf(draft)).map(line => line.field)).toEqual(['novelty.late', 'novelty.after', 'novelty.text', 'novelty.channels'])
  })

  it('have a field for each value, of its kind', () => {
    expect(leaves(extraOf(rules).novelty, 'novelty').map(leaf => leaf.kind)).toEqual(['flag', 'number', 'text', 'json'])
  })

  it('change one value and keep the others', () => {
    expect(withValue(extraOf(rules), 'novelty.after', 5)).toEqual({ novelty: { ...rules.novelty, after: 5 } })
  })
})
