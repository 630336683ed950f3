import type * as zh from '../zh/findings'

export const findings: typeof zh.findings = {
  lead: 'Answered calls, records and files are compared every hour; what is not as it must be is listed here. What an object store has is compared page by page, too.',
  which: 'Which to show',
  empty: 'No such recordings',
  emptyText: 'Compared every hour; the last time nothing was found.',
  found: 'Found',
  what: 'What is wrong',
  call: 'Call',
  state: 'State',
  explanation: 'Explanation',
  explain: 'Explain',
  explainAgain: 'Explain anew',
  explainText: 'Kept with your name, and in the audit log.',
  kept: 'Explanation kept',
}

export const findingKind: typeof zh.findingKind = {
  MISSING: 'No recording',
  SEAL_FAILED: 'Could not be sealed',
  TOO_SHORT: 'Shorter than the call',
  AGENT_SILENT: 'The agent’s side is silent',
  CUSTOMER_SILENT: 'The customer’s side is silent',
  AGENT_LEG_MISSING: 'The agent’s side is missing',
  CUSTOMER_LEG_MISSING: 'The customer’s side is missing',
  MIXED_ONLY: 'Only the mix is there',
  HEADER_REPAIRED: 'Cut off; its length was taken from the file’s size',
  DAMAGED: 'The sealed file is gone or damaged',
  ORPHAN: 'A file that belongs to no call',
  ADOPTED: 'Sound without a record; it was given one',
  WITHOUT_CALL: 'A recording without a call',
  LEFTOVER_DIFFERS: 'Raw files left behind differ from what was sealed',
  DELETE_MARKER: 'Deleted in the object store; the sealed version is still there',
}

export const findingState: typeof zh.findingState = { OPEN: 'Open', EXPLAINED: 'Explained', RESOLVED: 'Gone' }

export const pauseReason: typeof zh.pauseReason = { CARD_NUMBER: 'Card number or password', CUSTOMER_ASKED: 'The customer asked' }

export const gaps: typeof zh.gaps = { title: 'Not recorded', open: 'still paused' }
