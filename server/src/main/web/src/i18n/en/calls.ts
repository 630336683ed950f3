import type * as zh from '../zh/calls'

export const presence: typeof zh.presence = {
  LOGGED_OUT: 'Logged out',
  READY: 'Ready',
  RESERVED: 'Reserved',
  ON_CALL: 'On a call',
  AFTER_CALL: 'After-call work',
  PAUSED: 'Paused',
}

export const callState: typeof zh.callState = {
  ORIGINATING: 'Dialling',
  RINGING: 'Ringing',
  ANSWERED: 'Answered',
  BRIDGED: 'Talking',
  UNKNOWN: 'Fate unknown',
}

export const callbackState: typeof zh.callbackState = {
  WAITING: 'Waiting',
  LIVE: 'In progress',
  WRAP_UP: 'After-call work',
  DONE: 'Done',
  EXHAUSTED: 'Nobody answered',
  CANCELLED: 'Cancelled',
  REVIEW: 'For a supervisor',
  UNKNOWN: 'Fate unknown',
}

export const outcome: typeof zh.outcome = {
  ANSWERED: 'Talked',
  ABANDONED: 'Hung up first',
  NO_ANSWER: 'No answer',
  RANG_SHORT: 'Rang too short',
  BUSY: 'Busy',
  REJECTED: 'Declined',
  INVALID_NUMBER: 'No such number',
  UNREACHABLE: 'Unreachable',
  CONGESTION: 'Lines congested',
  TRUNK_DEAD: 'Trunk dead',
  NO_RINGING: 'Never rang',
  ORIGINATE_FAILED: 'Could not dial',
  NEVER_SENT: 'Never sent',
  SERVER_STOPPED: 'Cut by shutdown',
  PBX_LOST: 'Telephone system lost',
  GAVE_WAY: 'Gave way',
  NOT_PUT_THROUGH: 'Not put through',
  UNKNOWN: 'Fate unknown',
}

export const outcomeText: typeof zh.outcomeText = {
  ANSWERED: 'The customer answered and talked to the agent.',
  ABANDONED: 'The customer answered but hung up before the agent was on the line.',
  NO_ANSWER: 'It rang as long as the rules demand and nobody answered.',
  RANG_SHORT: 'The ringing ended before the demanded time; it does not count.',
  BUSY: 'The customer was on another call.',
  REJECTED: 'The customer declined the call.',
  INVALID_NUMBER: 'The network reports that the number does not exist.',
  UNREACHABLE: 'The phone was switched off or out of reach.',
  CONGESTION: 'No free line at the carrier or trunk: the system’s failure, not the customer’s.',
  TRUNK_DEAD: 'The trunk did not respond: the system’s failure, not the customer’s.',
  NO_RINGING: 'It was dialled, but no ringing was ever signalled.',
  ORIGINATE_FAILED: 'The call could not be placed.',
  NEVER_SENT: 'The call never left for the line, so it is safe to dial again.',
  SERVER_STOPPED: 'The system ended the call while it shut down.',
  PBX_LOST: 'The telephone system died before the customer answered.',
  GAVE_WAY: 'The customer rang us at that moment, so our call ended for theirs.',
  NOT_PUT_THROUGH: 'The customer rang us, and the call ended before an agent’s line was reached.',
  UNKNOWN: 'Nobody can tell whether the customer was reached. It is not redialled until a person decides.',
}

export const basis: typeof zh.basis = {
  RINGING_180: 'from 180 Ringing',
  PROGRESS_183: 'from 183 early media',
  NONE: 'never rang',
}

export const basisShort: typeof zh.basisShort = {
  RINGING_180: 'from 180',
  PROGRESS_183: 'from 183',
}

export const endedBy: typeof zh.endedBy = {
  CUSTOMER: 'customer',
  AGENT: 'agent',
  SERVER: 'system',
  NETWORK: 'network',
  NOBODY_KNOWS: 'unknown',
}

export const source: typeof zh.source = {
  EVENTS: 'live events',
  CEL: 'recovered from the call log',
  NEVER_SENT: 'proved never sent',
  PERSON: 'decided by a person',
}

export const recordingState: typeof zh.recordingState = {
  PENDING: 'Recording in process',
  SEALED: 'Recording sealed',
  PARTIAL: 'Recording partial',
  MISSING: 'Recording missing',
  FAILED: 'Recording failed',
  PURGED: 'Recording purged',
}

export const campaignState: typeof zh.campaignState = {
  DRAFT: 'Draft',
  ACTIVE: 'Active',
  PAUSED: 'Paused',
  CLOSED: 'Closed',
}
