import type * as zh from '../zh/evidence'

export const evidence: typeof zh.evidence = {
  title: 'Evidence packages',
  make: 'Make evidence package',
  askTitle: 'Make an evidence package of this callback?',
  askText: 'It holds all calls, the recordings as they were sealed, messages with receipts, who listened, and the proof of the audit log. Your name and reason go on file first, then it is downloaded; it must not be passed on without leave.',
  empty: 'None was made yet',
  emptyText: 'A package can be checked on a machine that has nothing else of this system.',
  hash: 'SHA-256 of the ZIP',
  state: { ORDERED: 'To be fetched', MAKING: 'Being made', SENDING: 'Being sent', DONE: 'Made', BROKEN: 'Broke off' },
  progress: { ORDERED: 'Preparing…', MAKING: 'Gathering facts and the proof of the log…', SENDING: '{percent} % sent', DONE: 'The package was downloaded as a whole', BROKEN: 'It broke off, and the file is not whole; make it anew' },
}
