import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Load<T> {
  data: ShallowRef<T | undefined>
  error: Ref<unknown>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Loads something at once and on demand; the newest request wins, older answers are dropped. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T>()
  const error = ref<unknown>()
  const loading = ref(false)
  let abort: AbortController | undefined

  async function reload(): Promise<void> {
    abort?.abort()
    const mine = (abort = new AbortController())
    loading.value = true
    try {
      const loaded = await load(mine.signal)
      if (mine.signal.aborted) return
      data.value = loaded
      error.value = undefined
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = failure
    } finally {
      if (abort === mine) loading.value = false
    }
  }

  void reload()
  onScopeDispose(() => abort?.abort())
  return { data, error, loading, reload }
}
