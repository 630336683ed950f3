import { computed, ref, type Ref } from 'vue'
import type { Page } from '../api/types'
import { useLoad } from './useLoad'

/** @see usePages */
export interface Pages<T> {
  readonly items: Readonly<Ref<T[] | undefined>>
  readonly error: Readonly<Ref<unknown>>
  readonly reload: () => unknown
  readonly hasMore: Readonly<Ref<boolean>>
  readonly loadMore: () => unknown
  readonly loadingMore: Readonly<Ref<boolean>>
  readonly moreError: Readonly<Ref<unknown>>
}

/** A list that the server gives page by page, each after a cursor; `reload` begins anew. */
export function usePages<T>(load: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>) {
  const more = ref<T[]>([])
  const cursor = ref<string>()
  const loadingMore = ref(false)
  const moreError = ref<unknown>()
  let generation = 0

  const first = useLoad(async signal => {
    generation++
    const page = await load(undefined, signal)
    more.value = []
    moreError.value = undefined
    cursor.value = page.next
    return page.items
  })

  async function loadMore(): Promise<void> {
    if (!cursor.value || loadingMore.value) return
    const mine = generation
    loadingMore.value = true
    try {
      const page = await load(cursor.value)
      if (mine !== generation) return
      more.value = [...more.value, ...page.items] as typeof more.value
      cursor.value = page.next
      moreError.value = undefined
    } catch (failure) {
      moreError.value = failure
    } finally {
      loadingMore.value = false
    }
  }

  const items = computed(() => (first.data.value ? [...first.data.value, ...(more.value as T[])] : undefined))
  return { ...first, items, hasMore: computed(() => cursor.value !== undefined), loadMore, loadingMore, moreError }
}
