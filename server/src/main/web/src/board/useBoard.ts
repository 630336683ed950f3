import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Board } from '../api/types'
import { serverClock } from '../time/serverClock'
import { BoardStream } from './stream'

/** How long a reconnect may take before the viewer is told; a restart of a proxy is no news. */
const QUIET_MS = 1_500

/**
 * The board as the server pushes it, while the caller's component lives.
 * @param atDesk the component has the button that ends a call
 */
export function useBoard(atDesk = false) {
  const board = shallowRef<Board>()
  const lost = ref(false)
  let telling: ReturnType<typeof setTimeout> | undefined

  const stream = new BoardStream({
    board(heard) {
      serverClock.heard(heard.at)
      board.value = heard
    },
    connected(yes) {
      if (yes) {
        clearTimeout(telling)
        telling = undefined
        lost.value = false
      } else {
        telling ??= setTimeout(() => (lost.value = true), QUIET_MS)
      }
    },
  }, atDesk)

  const hurry = () => stream.hurry()
  addEventListener('online', hurry)
  stream.start()
  onScopeDispose(() => {
    removeEventListener('online', hurry)
    clearTimeout(telling)
    stream.stop()
  })
  return { board, lost }
}
