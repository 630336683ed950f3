import type * as zh from '../zh/ledger'

export const ledger: typeof zh.ledger = {
  lead: 'Every entry of the audit log is chained; its head is signed here and kept by witnesses that this server cannot rewrite.',
  entries: 'Entries chained',
  head: 'Last signed head',
  noHead: 'nothing is signed yet',
  key: 'Fingerprint of the signing key',
  witnesses: 'Witnesses',
  nobody: 'Nobody witnesses',
  nobodyText: 'Without a witness, whoever owns this host can rewrite the whole log, and no recording can be purged. Admins set ledger.witnesses_file.',
  name: 'Name',
  taken: 'Took last',
  entry: 'entry {n}',
  never: 'never',
  time: 'Its time',
  vouches: 'counts',
  vouchesNot: 'does not count',
  every: 'Every',
  seconds: '{n} s',
  good: 'Well',
  silent: 'Silent',
  scrub: 'Scrubbing',
  running: 'Under way',
  last: 'Last whole pass',
  none: 'None yet',
  noneText: 'The server reads and verifies the whole log and all recordings again and again; the first pass is shown here when it is done.',
  progress: 'log {entries} of {entriesInAll}, recordings {files} of {filesInAll}, {megabytes} MB',
  findings: '{n} findings, see the alarms',
  whole: 'Whole',
}

export const witnessKind: typeof zh.witnessKind = { HTTP: 'Service', FOLDER: 'Folder', MAIL: 'Mailbox', S3: 'Locked bucket' }
