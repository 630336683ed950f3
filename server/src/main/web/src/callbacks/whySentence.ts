import { useI18n } from 'vue-i18n'
import type { CallbackDetail } from '../api/types'
import { useBlockedWords } from '../elements/blockedWords'
import { useWords } from '../elements/words'
import { useFormats } from '../time/format'

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** Turns the server's code and parameters into the sentence that answers "why was this not called yet?". */
export function useWhySentence(): (why: CallbackDetail['why']) => string {
  const { t } = useI18n()
  const word = useWords()
  const blockedWords = useBlockedWords()
  const formats = useFormats()
  return ({ code, params }) => {
    const said: Record<string, string> = { at: '–', since: '–', reason: '–', node: '–', blockedReason: '–', zone: '–', campaign: '–', loggedIn: '0' }
    for (const [name, value] of Object.entries(params as Record<string, unknown>)) {
      if (value === null || value === undefined) continue
      const text = String(value)
      if (name === 'reason') said[name] = word('reason', text)
      else if (name === 'blockedReason') said[name] = blockedWords(text)
      else said[name] = INSTANT.test(text) ? formats.value.dateTime(text) : text
    }
    return t(`why.${code}`, said)
  }
}
