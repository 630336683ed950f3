import type { Component } from 'vue'
import type { Message } from '../api/types'
import type { Tone } from '../elements/tones'
import IconBan from '~icons/lucide/ban'
import IconCheck from '~icons/lucide/circle-check'
import IconClock from '~icons/lucide/clock'
import IconExpired from '~icons/lucide/timer-off'
import IconHand from '~icons/lucide/hand'
import IconQuestion from '~icons/lucide/circle-help'
import IconSend from '~icons/lucide/send'
import IconX from '~icons/lucide/circle-x'

export const messageLook: Record<Message['state'], { tone: Tone; icon: Component }> = {
  WAITING: { tone: 'wait', icon: IconClock },
  SENDING: { tone: 'live', icon: IconSend },
  SENT: { tone: 'live', icon: IconSend },
  DELIVERED: { tone: 'good', icon: IconCheck },
  FAILED: { tone: 'bad', icon: IconX },
  EXPIRED: { tone: 'bad', icon: IconExpired },
  UNKNOWN: { tone: 'bad', icon: IconQuestion },
  TASK: { tone: 'after', icon: IconHand },
  DONE: { tone: 'good', icon: IconCheck },
  CANCELLED: { tone: 'calm', icon: IconBan },
}
export const messageStates = Object.keys(messageLook) as Message['state'][]
/** Those that a person should look at. */
export const forPeople = 'UNKNOWN,FAILED,EXPIRED,TASK'
