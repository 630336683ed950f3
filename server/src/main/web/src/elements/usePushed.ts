import { onScopeDispose, ref, shallowRef } from 'vue'
import { EventStream } from '../api/eventStream'

/** How long a reconnect may take before the viewer is told; a restart of a proxy is no news. */
const QUIET_MS = 1_500

/** What the server pushes on a stream, while the caller's component lives. */
export function usePushed<T>(path: string, event: string, onNews: (news: T) => void = () => {}) {
  const data = shallowRef<T>()
  const lost = ref(false)
  let telling: ReturnType<typeof setTimeout> | undefined

  const stream = new EventStream<T>(path, event, {
    heard(news) {
      onNews(news)
      data.value = news
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
  })

  const hurry = () => stream.hurry()
  addEventListener('online', hurry)
  stream.start()
  onScopeDispose(() => {
    removeEventListener('online', hurry)
    clearTimeout(telling)
    stream.stop()
  })
  return { data, lost }
}
