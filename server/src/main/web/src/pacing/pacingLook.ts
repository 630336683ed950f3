import IconGo from '~icons/lucide/gauge'
import IconStop from '~icons/lucide/octagon-pause'
import IconWait from '~icons/lucide/hourglass'

export const pacingLook = {
  WARMING_UP: { tone: 'wait', icon: IconWait },
  OVER_DIALING: { tone: 'live', icon: IconGo },
  STOPPED: { tone: 'bad', icon: IconStop },
} as const
