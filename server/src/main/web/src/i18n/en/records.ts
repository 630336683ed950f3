import type * as zh from '../zh/records'

export const conflicts: typeof zh.conflicts = {
  lead: 'Agents and departments that must not call a customer, in any campaign, from now on. They are added on the customer’s page.',
  add: 'Add a conflict',
  addTitle: 'Who must not call {name}?',
  addText: 'It holds at once, in every campaign.',
  who: 'Who',
  agent: 'Agent',
  department: 'Department',
  departmentHint: 'As it is written in the agents’ data.',
  choose: 'choose',
  wholeDepartment: 'All of {department}',
  saved: 'Added; it holds at once.',
  empty: 'No conflict of interest',
  emptyText: 'On a customer’s page you can add agents and departments that must not call.',
  remove: 'Lift',
  removeTitle: 'May {who} call {name} again?',
  removeText: 'From then on the customer may be called by them.',
  removed: 'Lifted.',
}

export const slots: typeof zh.slots = {
  title: 'Customer’s own times',
  none: 'None: the campaigns’ windows hold.',
  text: 'Instead of the windows of every campaign, also in hours that are barred otherwise. What waits moves to them at once.',
  times: 'When to call',
  hint: 'In the customer’s time zone, at most 10. Remove all of them to go back to the campaigns’ windows.',
  saved: 'Saved; waiting callbacks were moved.',
}

export const corrections: typeof zh.corrections = {
  lead: 'A talk showed that a number is wrong or somebody else’s: the customer’s record has to be put right.',
  open: 'To correct',
  closed: 'Corrected',
  empty: 'Nothing to correct',
  emptyText: 'When an agent notes a wrong number or another person, it appears here.',
  emptyDone: 'Nothing was corrected yet',
  what: 'What is wrong',
  since: 'Found',
  closedAt: 'Corrected',
  gone: 'number removed',
  finish: 'Corrected',
  finishTitle: 'Is the record of {name} correct now?',
  finishText: 'Change the number on the customer’s page first. This task is closed.',
  numberIsRight: 'The number was right after all: take its mark away',
  done: 'The task is closed.',
}
export const correctionKind: typeof zh.correctionKind = { WRONG_NUMBER: 'Wrong number', OTHER_PERSON: 'Another person', INVALID_NUMBER: 'No such number' }

export const organisation: typeof zh.organisation = {
  lead: 'What holds for the whole organisation and every campaign.',
  limits: 'How often one number is called',
  limitsText: 'Over all campaigns, every dial counted. The next call obeys.',
  numberPerDay: 'A day',
  numberPerWeek: 'A week (from Monday)',
  numberInAll: 'In all',
  upTo: '1 to {max}; empty: no limit.',
  noLimit: 'no limit',
  shareBy: 'Who gets the next call',
  shareByHint: 'Of the agents who are ready and may have it.',
  ways: { LONGEST_IDLE: 'whoever waits longest', FEWEST_CALLS: 'whoever had the fewest calls today' },
  saved: 'Saved; it holds at once.',
  adminOnly: 'Only an administrator can change this.',
}
