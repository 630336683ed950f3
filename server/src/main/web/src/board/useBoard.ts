import type { Board } from '../api/types'
import { usePushed } from '../elements/usePushed'
import { serverClock } from '../time/serverClock'

/**
 * The board as the server pushes it, while the caller's component lives.
 * @param atDesk the component has the button that ends a call
 */
export function useBoard(atDesk = false) {
  const path = atDesk ? '/board/stream?desk=true' : '/board/stream'
  const { data, lost } = usePushed<Board>(path, 'board', heard => serverClock.heard(heard.at))
  return { board: data, lost }
}
