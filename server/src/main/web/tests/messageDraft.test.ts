import { describe, expect, it } from 'vitest'
import { languagesOf, messagesOf, withChannel } from '../src/campaigns/messageDraft'

describe('templates', () => {
  it('leave out languages without a text', () => {
    expect(messagesOf({ notConvenient: { text: { zh: '您好', en: ' ' }, channels: ['SMS'] } })).toEqual({ notConvenient: { text: { zh: '您好' }, channels: ['SMS'] } })
  })

  it('try ways in the order in which they were chosen', () => {
    const rule = withChannel(withChannel({ channels: ['SMS'] }, 'EMAIL', true), 'SMS', false)
    expect(withChannel(rule, 'SMS', true).channels).toEqual(['EMAIL', 'SMS'])
  })

  it('offer both languages of the pages and those that are there', () => {
    expect(languagesOf({ yue: 'x' }, { de: 'y' })).toEqual(['zh', 'en', 'yue', 'de'])
  })
})
