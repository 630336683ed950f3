import { computed } from 'vue'
import type { Import } from '../api/types'
import { usePushed } from '../elements/usePushed'

/** The newest imports with their progress, as the server pushes them. */
export function useImports() {
  const { data, lost } = usePushed<Import[]>('/imports/stream', 'imports')
  return { jobs: data, lost, job: (id: string) => computed(() => data.value?.find(candidate => candidate.id === id)) }
}
