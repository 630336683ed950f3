import type { Component } from 'vue'
import type { CallbackState, Outcome, Presence, RecordingState } from '../api/types'
import IconBan from '~icons/lucide/ban'
import IconCheck from '~icons/lucide/circle-check'
import IconClock from '~icons/lucide/clock'
import IconDots from '~icons/lucide/circle-dashed'
import IconHand from '~icons/lucide/hand'
import IconHourglass from '~icons/lucide/hourglass'
import IconMissed from '~icons/lucide/phone-missed'
import IconOff from '~icons/lucide/phone-off'
import IconOut from '~icons/lucide/log-out'
import IconPause from '~icons/lucide/pause'
import IconPen from '~icons/lucide/pencil-line'
import IconPhone from '~icons/lucide/phone-call'
import IconQuestion from '~icons/lucide/circle-help'
import IconServer from '~icons/lucide/server-crash'
import IconX from '~icons/lucide/circle-x'

export type Tone = 'good' | 'wait' | 'live' | 'after' | 'calm' | 'bad'

interface Look {
  tone: Tone
  icon: Component
}

export const presenceLook: Record<Presence, Look> = {
  READY: { tone: 'good', icon: IconCheck },
  RESERVED: { tone: 'wait', icon: IconHourglass },
  ON_CALL: { tone: 'live', icon: IconPhone },
  AFTER_CALL: { tone: 'after', icon: IconPen },
  PAUSED: { tone: 'calm', icon: IconPause },
  LOGGED_OUT: { tone: 'calm', icon: IconOut },
}

export const callbackLook: Record<CallbackState, Look> = {
  WAITING: { tone: 'wait', icon: IconClock },
  LIVE: { tone: 'live', icon: IconPhone },
  WRAP_UP: { tone: 'after', icon: IconPen },
  DONE: { tone: 'good', icon: IconCheck },
  EXHAUSTED: { tone: 'calm', icon: IconMissed },
  CANCELLED: { tone: 'calm', icon: IconBan },
  REVIEW: { tone: 'bad', icon: IconHand },
  UNKNOWN: { tone: 'bad', icon: IconQuestion },
}

const system: Look = { tone: 'bad', icon: IconServer }

export const outcomeLook: Record<Outcome, Look> = {
  ANSWERED: { tone: 'good', icon: IconCheck },
  ABANDONED: { tone: 'after', icon: IconOff },
  NO_ANSWER: { tone: 'wait', icon: IconMissed },
  RANG_SHORT: { tone: 'calm', icon: IconMissed },
  BUSY: { tone: 'wait', icon: IconPhone },
  REJECTED: { tone: 'after', icon: IconOff },
  INVALID_NUMBER: { tone: 'bad', icon: IconX },
  UNREACHABLE: { tone: 'calm', icon: IconOff },
  CONGESTION: system,
  TRUNK_DEAD: system,
  NO_RINGING: { tone: 'calm', icon: IconDots },
  ORIGINATE_FAILED: system,
  NEVER_SENT: { tone: 'calm', icon: IconDots },
  SERVER_STOPPED: system,
  PBX_LOST: system,
  GAVE_WAY: { tone: 'calm', icon: IconPhone },
  NOT_PUT_THROUGH: { tone: 'wait', icon: IconMissed },
  UNKNOWN: { tone: 'bad', icon: IconQuestion },
}

export const inboundLook: Record<string, Look> = {
  RINGING: { tone: 'wait', icon: IconHourglass },
  PUT_THROUGH: { tone: 'live', icon: IconPhone },
  ANSWERED: { tone: 'good', icon: IconCheck },
  MISSED: { tone: 'bad', icon: IconMissed },
}

export const recordingLook: Record<RecordingState, Look> = {
  PENDING: { tone: 'wait', icon: IconHourglass },
  SEALED: { tone: 'good', icon: IconCheck },
  PARTIAL: { tone: 'wait', icon: IconQuestion },
  MISSING: { tone: 'bad', icon: IconX },
  FAILED: { tone: 'bad', icon: IconX },
  PURGED: { tone: 'calm', icon: IconBan },
}

export const findingLook: Record<'OPEN' | 'EXPLAINED' | 'RESOLVED', Look> = {
  OPEN: { tone: 'bad', icon: IconX },
  EXPLAINED: { tone: 'calm', icon: IconCheck },
  RESOLVED: { tone: 'good', icon: IconCheck },
}

const strange: Look = { tone: 'calm', icon: IconQuestion }

/** The look of a code; a code that a newer server sends and we do not know yet gets a question mark. */
export function lookOf(looks: Record<string, Look>, code: string): Look {
  return looks[code] ?? strange
}
