import * as board from './board'
import * as callbacks from './callbacks'
import * as calls from './calls'
import * as campaigns from './campaigns'
import * as causes from './causes'
import * as customers from './customers'
import * as desks from './desks'
import * as dryrun from './dryrun'
import * as frame from './frame'
import * as settings from './settings'

export default { ...frame, ...calls, ...causes, ...board, ...callbacks, ...campaigns, ...customers, ...desks, ...dryrun, ...settings }
