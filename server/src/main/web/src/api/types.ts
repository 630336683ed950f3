/** What the server sends and takes under /api/v1; times are ISO 8601 in UTC. */
export type Role = 'AGENT' | 'SUPERVISOR' | 'COMPLIANCE' | 'RECORDS_MANAGER' | 'ADMIN'
export const roles: Role[] = ['AGENT', 'SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN']

export interface User {
  id: string
  login: string
  displayName: string
  roles: Role[]
  locale: 'zh' | 'en'
  agentId?: string | null
}

export type Presence = 'LOGGED_OUT' | 'READY' | 'RESERVED' | 'ON_CALL' | 'AFTER_CALL' | 'PAUSED'
export const presences: Presence[] = ['ON_CALL', 'RESERVED', 'READY', 'AFTER_CALL', 'PAUSED', 'LOGGED_OUT']

export type CallbackState =
  | 'WAITING' | 'LIVE' | 'WRAP_UP' | 'DONE' | 'EXHAUSTED' | 'CANCELLED' | 'REVIEW' | 'UNKNOWN'
export const callbackStates: CallbackState[] = [
  'WAITING', 'LIVE', 'WRAP_UP', 'REVIEW', 'UNKNOWN', 'DONE', 'EXHAUSTED', 'CANCELLED',
]

export type Outcome =
  | 'ANSWERED' | 'ABANDONED' | 'NO_ANSWER' | 'RANG_SHORT' | 'BUSY' | 'REJECTED' | 'INVALID_NUMBER' | 'UNREACHABLE'
  | 'CONGESTION' | 'TRUNK_DEAD' | 'NO_RINGING' | 'ORIGINATE_FAILED' | 'NEVER_SENT' | 'SERVER_STOPPED' | 'UNKNOWN'

export type CallState = 'ORIGINATING' | 'RINGING' | 'ANSWERED' | 'BRIDGED' | 'UNKNOWN'
export type RingBasis = 'RINGING_180' | 'PROGRESS_183'
export type RecordingState = 'PENDING' | 'SEALED' | 'PARTIAL' | 'MISSING' | 'FAILED'

export interface Page<T> {
  items: T[]
  next?: string | null
}
