import type zh from '../zh'
import * as access from './access'
import * as board from './board'
import * as callbacks from './callbacks'
import * as calls from './calls'
import * as campaigns from './campaigns'
import * as causes from './causes'
import * as customers from './customers'
import * as desks from './desks'
import * as dryrun from './dryrun'
import * as frame from './frame'
import * as findings from './findings'
import * as inbound from './inbound'
import * as messages from './messages'
import * as pacing from './pacing'
import * as plans from './plans'
import * as records from './records'
import * as refusals from './refusals'
import * as requests from './requests'
import * as settings from './settings'
import * as stores from './stores'

<<<<<<< HEAD
const en: typeof zh = { ...frame, ...access, ...calls, ...causes, ...board, ...callbacks, ...campaigns, ...customers, ...desks, ...dryrun, ...settings, ...stores, ...inbound, ...pacing, ...plans, ...messages, ...records, ...refusals, ...requests }
=======
const en: typeof zh = { ...frame, ...calls, ...causes, ...board, ...callbacks, ...campaigns, ...customers, ...desks, ...dryrun, ...settings, ...stores, ...inbound, ...findings, ...plans, ...messages, ...records, ...refusals, ...requests }
>>>>>>> 51ef435 (List what the sweep finds wrong with recordings, adopt sound of calls that are known, and let compliance explain)
export default en
