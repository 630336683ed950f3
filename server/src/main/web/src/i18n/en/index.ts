import type zh from '../zh'
import * as board from './board'
import * as callbacks from './callbacks'
import * as calls from './calls'
import * as causes from './causes'
import * as frame from './frame'

const en: typeof zh = { ...frame, ...calls, ...causes, ...board, ...callbacks }
export default en
