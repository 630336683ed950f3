import type { RecordingMove } from '../api/types'
import type { Tone } from '../elements/tones'

/** How a move looks: one that stands still or left something behind asks for attention. */
export function moveTone(move: RecordingMove): Tone {
  if (move.problem || move.failed > 0) return 'bad'
  return move.state === 'RUNNING' ? 'live' : move.state === 'DONE' ? 'good' : 'calm'
}
