import { computed, onScopeDispose, ref } from 'vue'
import { address, get, post } from '../api/request'
import type { EvidencePackage } from '../api/types'
import { useLoad } from '../elements/useLoad'

const LOOK_EVERY_MS = 700

/** Orders a package, lets the browser fetch it, and looks how far it is until it is whole or broke off. */
export function useEvidence(callbackId: () => string) {
  const path = () => `/callbacks/${callbackId()}/evidence`
  const list = useLoad(signal => get<{ items: EvidencePackage[] }>(`${path()}/packages`, {}, signal).then(found => found.items))
  const own = ref<string>()
  const current = computed(() => list.data.value?.find(one => one.id === own.value))
  const busy = computed(() => own.value !== undefined && (current.value === undefined || !['DONE', 'BROKEN'].includes(current.value.state)))
  let timer: ReturnType<typeof setTimeout> | undefined

  async function order(reason: string): Promise<void> {
    const { id } = await post<{ id: string }>(`${path()}/packages`, { reason })
    own.value = id
    // The browser's own download writes it to the disk as it comes, however long it is.
    const link = document.createElement('a')
    link.href = address(path(), { package: id })
    link.download = ''
    link.click()
    await look()
  }

  async function look(): Promise<void> {
    await list.reload()
    if (busy.value) timer = setTimeout(() => void look(), LOOK_EVERY_MS)
  }

  onScopeDispose(() => clearTimeout(timer))
  return { list, current, busy, order }
}

/** Whole percents of what is sent; the log's proof, which comes last, is not counted. */
export function percent(one: EvidencePackage): number {
  return one.bytesTotal ? Math.min(100, Math.floor((100 * one.bytesSent) / one.bytesTotal)) : 0
}
