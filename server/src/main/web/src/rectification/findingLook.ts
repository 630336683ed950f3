import IconCheck from '~icons/lucide/circle-check'
import IconPen from '~icons/lucide/pencil-line'
import IconReopened from '~icons/lucide/rotate-ccw'
import IconUndone from '~icons/lucide/undo-2'
import IconWait from '~icons/lucide/hourglass'
import type { Component } from 'vue'
import type { Finding } from '../api/types'
import type { Tone } from '../elements/tones'

interface Look {
  tone: Tone
  icon: Component
}

export const rectifyLook: Record<Finding['state'], Look> = {
  OPEN: { tone: 'wait', icon: IconWait },
  ANSWERED: { tone: 'live', icon: IconPen },
  REOPENED: { tone: 'after', icon: IconReopened },
  CLOSED: { tone: 'calm', icon: IconCheck },
  WITHDRAWN: { tone: 'calm', icon: IconUndone },
}

export const severityTone: Record<Finding['severity'], Tone> = { MINOR: 'calm', MAJOR: 'wait', CRITICAL: 'bad' }

/** The name of a kind in the language of the page. */
export function kindName(locale: string, zh: string, en: string): string {
  return locale === 'zh' ? zh : en
}
