import type zh from '../zh'
import * as board from './board'
import * as callbacks from './callbacks'
import * as calls from './calls'
import * as campaigns from './campaigns'
import * as causes from './causes'
import * as customers from './customers'
import * as desks from './desks'
import * as dryrun from './dryrun'
import * as frame from './frame'
import * as inbound from './inbound'
import * as messages from './messages'
import * as plans from './plans'
import * as records from './records'
import * as refusals from './refusals'
import * as settings from './settings'

const en: typeof zh = { ...frame, ...calls, ...causes, ...board, ...callbacks, ...campaigns, ...customers, ...desks, ...dryrun, ...settings, ...inbound, ...plans, ...messages, ...records, ...refusals }
export default en
