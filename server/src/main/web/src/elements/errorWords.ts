import { useI18n } from 'vue-i18n'
import { Refused, Unreachable, type FieldError } from '../api/problem'

import { useRemedyWords } from './remedyWords'

export interface ErrorWords {
  title: string
  text: string
  /** What the server itself said, in its own words. */
  detail?: string
  fields: FieldError[]
}

/** Says an error in the language of the page. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useI18n()
  const remedyWords = useRemedyWords()
  return error => {
    if (error instanceof Unreachable) {
      return { title: t('errors.unreachableTitle'), text: t('errors.unreachable'), fields: [] }
    }
    if (!(error instanceof Refused)) {
      return { title: t('errors.title'), text: error instanceof Error ? error.message : String(error), fields: [] }
    }
    const { detail, title, errors, code, values } = error.problem
    const told = code ? remedyWords({ remedy: detail ?? title, code, values }) : undefined
    const fields = (errors ?? []).map(field => ({ ...field, remedy: remedyWords(field) }))
    // What the fields say in the reader's language need not be said in English as well.
    const said = { detail: told || (fields.length > 0 && errors?.every(field => field.code)) ? undefined : detail ?? title, fields }
    switch (error.status) {
      case 403: return { title: t('errors.forbiddenTitle'), text: told ?? t('errors.forbidden'), ...said }
      case 404: return { title: t('errors.missingTitle'), text: told ?? t('errors.missing'), ...said }
      case 409: return { title: t('errors.conflictTitle'), text: told ?? t('errors.conflict'), ...said }
      case 429: return { title: t('errors.refusedTitle'), text: told ?? t('errors.tooMany'), ...said }
      default:
        return error.status >= 500
          ? { title: t('errors.failedTitle'), text: told ?? t('errors.failed'), ...said }
          : { title: t('errors.refusedTitle'), text: told ?? (said.detail ? t('errors.serverSays', { detail: said.detail }) : ''), fields }
    }
  }
}
