import type { components } from './schema'

/** What the server sends and takes under /api/v1, from its OpenAPI document (`npm run types`). */
type Schemas = components['schemas']

export type Role = Schemas['Roles'][number]
export const roles: Role[] = ['AGENT', 'SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN']

export type SessionUser = Schemas['Session']['user']
export type User = Schemas['User']

export type Presence = Schemas['Presence']
/** Busy first: the order in which a supervisor looks. */
export const presences: Presence[] = ['ON_CALL', 'RESERVED', 'READY', 'AFTER_CALL', 'PAUSED', 'LOGGED_OUT']

export type Board = Schemas['Board']
export type BoardAgent = Board['agents'][number]
export type BoardCall = Board['calls'][number]
export type BoardOutcome = Board['recent'][number]
export type Alarm = Schemas['Alarm']

export type CallbackState = Schemas['CallbackState']
export const callbackStates: CallbackState[] = [
  'WAITING', 'LIVE', 'WRAP_UP', 'REVIEW', 'UNKNOWN', 'DONE', 'EXHAUSTED', 'CANCELLED',
]
export type CallbackSummary = Schemas['CallbackSummary']
export type CallbackDetail = Schemas['CallbackDetail']
export type Attempt = CallbackDetail['attempts'][number]
export type Outcome = Schemas['Outcome']
export type RecordingState = Schemas['RecordingState']

export type Campaign = Schemas['Campaign']
export type CampaignDetail = Schemas['CampaignDetail']
export type CampaignRules = Schemas['CampaignRules']
export type Offset = Schemas['Offset']
export type CampaignPreset = Schemas['CampaignPreset']
export type PlanDay = Schemas['PlanDay']
export type PlannedCall = Schemas['PlannedCall']
export type PlanList = Schemas['PlanList']
export type Coverage = Schemas['Coverage']
export type NotCovered = Schemas['NotCovered']
export type MessageRules = Schemas['MessageRules']
export type MessageRule = Schemas['MessageRule']
export type Message = Schemas['Message']
export type MessageDetail = Schemas['MessageDetail']
export type Conflict = Schemas['Conflict']
export type Correction = Schemas['Correction']
export type CallSettings = Schemas['CallSettings']
export type CustomerSlots = Schemas['CustomerSlots']
export type RetryRule = Schemas['RetryRule']
export type CampaignProgress = Schemas['CampaignProgress']
export type CampaignPacing = Schemas['CampaignPacing']
export type DryRunReport = Schemas['DryRunReport']
export type Outlook = Schemas['Outlook']
export type FallOut = Schemas['FallOut']
export type Trunk = Schemas['Trunk']
export type StoreName = Schemas['StoreName']
export type RecordingMove = Schemas['RecordingMove']
export interface RecordingMoves { stores: StoreName[]; items: RecordingMove[] }
export type MasterKeys = Schemas['MasterKeys']
export type Ledger = Schemas['Ledger']
export type Customer = Schemas['Customer']
export type CustomerPhone = Customer['phones'][number]
export type CustomerRequest = Schemas['CustomerRequest']
export type InboundCall = Schemas['InboundCall']
export type RecordingFinding = Schemas['RecordingFinding']
export type FoundRecording = Schemas['FoundRecording']
export type RecordingFilter = Schemas['RecordingFilter']
export type SavedFilter = Schemas['SavedFilter']
export type RecordingListFile = Schemas['RecordingListFile']
export type RecordingComment = Schemas['RecordingComment']
export type Recording = Schemas['Recording']
export type StoppedNumber = Schemas['StoppedNumber']
export type Token = Schemas['Token']
export type Agent = Schemas['Agent']
export type Import = Schemas['Import']
export type ImportError = Schemas['ImportError']

export type AccessRequest = Schemas['AccessRequest']
export type AccessRecording = Schemas['AccessRecording']
export type RecordingCopy = Schemas['RecordingCopy']
export type Consent = Schemas['Consent']
export type LegalHold = Schemas['LegalHold']
export type Purge = Schemas['Purge']
export type PurgeItem = Schemas['PurgeItem']
export type PurgePreview = Schemas['PurgePreview']

export interface Page<T> {
  items: T[]
  next?: string
}
