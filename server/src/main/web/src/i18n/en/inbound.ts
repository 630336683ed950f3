import type * as zh from '../zh/inbound'

export const inbound: typeof zh.inbound = {
  lead: 'Customers who rang, usually after a missed call: who took it, and when whoever was missed is called.',
  empty: 'No calls have come in',
  emptyText: 'They are listed here once the trunk sends them to huifang-inbound.',
  at: 'Time',
  caller: 'Caller',
  result: 'Result',
  waited: 'Waited',
  late: 'over three rings',
  again: 'Called again',
  unknown: 'an unknown number',
  withheld: 'no number',
  missedOnly: 'Only those missed',
}

export const inboundState: typeof zh.inboundState = {
  RINGING: 'Ringing',
  PUT_THROUGH: 'Put through',
  ANSWERED: 'Talked',
  MISSED: 'Missed',
}

export const missedReason: typeof zh.missedReason = {
  NOBODY_READY: 'no agent was free',
  GAVE_UP: 'hung up while it rang',
  UNKNOWN_CALLER: 'no customer has this number',
  NO_NUMBER: 'no usable number came with it',
  NO_CALLBACK: 'no callback of this customer is open',
  ALREADY_TALKING: 'the customer was being talked to',
  NOT_TAKEN: 'the campaign does not take calls',
  CLOSED: 'no calls were taken: no recording, or shutting down',
  NO_SERVER: 'no server was there',
  SERVER_LOST: 'the server was lost while it rang',
  NOT_CONNECTED: 'ended before an agent’s line was reached',
  UNKNOWN_FATE: 'nobody can tell; a person decided',
}
