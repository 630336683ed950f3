import * as board from './board'
import * as calls from './calls'
import * as frame from './frame'

export default { ...frame, ...calls, ...board }
