import { useI18n } from 'vue-i18n'

/** Network codes in plain words. */
export function useCauseWords() {
  const { t, te } = useI18n()
  const explained = (group: 'cause' | 'sip', code: number) =>
    te(`${group}.${code}`) ? t(`${group}.${code}`) : t('callback.codeUnknown')
  return {
    causeText: (code: number) => t('callback.causeNo', { code, text: explained('cause', code) }),
    sipText: (code: number) => t('callback.sipNo', { code, text: explained('sip', code) }),
  }
}
