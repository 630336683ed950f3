import IconActive from '~icons/lucide/circle-play'
import IconClosed from '~icons/lucide/archive'
import IconDraft from '~icons/lucide/pencil-line'
import IconPaused from '~icons/lucide/circle-pause'

export const campaignLook = {
  DRAFT: { tone: 'after', icon: IconDraft },
  ACTIVE: { tone: 'good', icon: IconActive },
  PAUSED: { tone: 'wait', icon: IconPaused },
  CLOSED: { tone: 'calm', icon: IconClosed },
} as const
