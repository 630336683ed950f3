import { onScopeDispose, watch } from 'vue'
import type { Load } from '../elements/useLoad'

const AGAIN_MS = 1_000

/** Reads anew each second while something still runs; imports are short and rare, so they are not pushed. */
export function useFollowed<T>(load: Load<T>, running: (data: T) => boolean): Load<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([load.data, load.error], () => {
    clearTimeout(timer)
    if (load.data.value !== undefined && running(load.data.value)) timer = setTimeout(() => void load.reload(), AGAIN_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return load
}
