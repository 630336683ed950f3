import { describe, expect, it } from 'vitest'
import type { CampaignRules } from '../src/api/types'
import { draftOf, findings, rulesOf } from '../src/campaigns/ruleDraft'

const again = { action: 'AGAIN_LATER', delayMinutes: 30 } as const
const rules: CampaignRules = {
  windows: [{ from: '09:00', to: '10:30', days: 'WORKING_DAYS' }, { from: '14:30', to: '16:00', days: 'WORKING_DAYS' }],
  ringFloorSeconds: 20, maxAttempts: 3, maxDialsPerDay: 3, uncountedLimit: 5, afterCallSeconds: 30, retentionYears: 3,
  busy: again, rejected: { action: 'ANOTHER_DAY', delayMinutes: 0 }, unreachable: again, invalidNumber: { action: 'REVIEW', delayMinutes: 0 },
  shortRing: again, failure: again, abandoned: again, announcement: '', ownCustomers: 'ALLOW', exhaustedMessage: { zh: '您好', en: 'Hello' },
}

describe('the form of a campaign’s rules', () => {
  it('gives back what it was given', () => {
    expect(rulesOf(draftOf(rules))).toEqual(rules)
  })

  it('finds nothing wrong with good rules', () => {
    expect(findings(draftOf(rules))).toEqual({})
  })

  it.each([
    ['ringFloorSeconds', '19'], ['maxAttempts', '2'], ['maxAttempts', '3.5'], ['retentionYears', ''], ['afterCallSeconds', '-1'],
  ] as const)('marks %s = “%s” at its field', (field, typed) => {
    const draft = draftOf(rules)
    draft.numbers[field] = typed
    expect(findings(draft)).toHaveProperty(field)
  })

  it('marks windows that overlap, that end before they begin, and that are no times', () => {
    const draft = draftOf(rules)
    draft.windows.push({ from: '10:00', to: '11:00', days: 'EVERY_DAY' }, { from: '18:00', to: '17:00', days: 'WEEKEND' }, { from: '9', to: '25:00', days: 'WEEKEND' })
    const found = findings(draft)
    expect(found['windows.2']?.key).toBe('rules.windowOverlap')
    expect(found['windows.3']?.key).toBe('rules.windowOrder')
    expect(found['windows.4']?.key).toBe('rules.timeWrong')
    expect(found['windows.1']).toBeUndefined()
  })

  it('lets a window of the weekend lie over one of Monday to Friday, and end at midnight', () => {
    const draft = draftOf({ ...rules, windows: [{ from: '09:00', to: '24:00', days: 'MONDAY_TO_FRIDAY' }, { from: '09:00', to: '12:00', days: 'WEEKEND' }] })
    expect(findings(draft)).toEqual({})
  })

  it('demands minutes only where a rule needs them', () => {
    const draft = draftOf(rules)
    draft.retries.busy = { action: 'AGAIN_LATER', delayMinutes: '0' }
    draft.retries.rejected = { action: 'ANOTHER_DAY', delayMinutes: '' }
    expect(Object.keys(findings(draft))).toEqual(['busy'])
  })
})
