import type zh from '../zh'
import * as board from './board'
import * as calls from './calls'
import * as frame from './frame'

const en: typeof zh = { ...frame, ...calls, ...board }
export default en
