import { useI18n } from 'vue-i18n'

type Group =
  | 'presence' | 'callState' | 'callbackState' | 'outcome' | 'outcomeText' | 'basis' | 'basisShort' | 'endedBy' | 'source'
  | 'recordingState' | 'campaignState' | 'reason' | 'roles' | 'blocked' | 'eventKind' | 'alarmKind' | 'witnessKind' | 'inboundState' | 'disposition' | 'findingKind' | 'findingState' | 'missedReason' | 'messageState' | 'channel' | 'messageKind' | 'messageEvent' | 'replyMeaning' | 'correctionKind' | 'notCoveredWhy' | 'accessPurpose' | 'accessState' | 'holdState' | 'purgeState' | 'purgeItemState' | 'sparedWhy' | 'archiveState' | 'sampleRule' | 'mark' | 'cause'

/** The word for a code of the server; a code without a word is shown as it is, never hidden. */
export function useWords(): (group: Group, code: string | null | undefined) => string {
  const { t, te } = useI18n()
  return (group, code) => {
    if (!code) return '–'
    const own = `${group}.${code}`
    // Whoever is not covered has either no callback, or the reason of the callback.
    const key = group === 'notCoveredWhy' && !te(own) ? `reason.${code}` : own
    return te(key) || te(key, 'en') ? t(key) : code
  }
}
