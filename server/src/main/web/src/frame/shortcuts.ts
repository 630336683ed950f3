import { onScopeDispose, ref } from 'vue'
import type { Router } from 'vue-router'
import { placesFor } from './navigation'
import { useSession } from '../session/session'

export const helpOpen = ref(false)
const SEQUENCE_MS = 1_200

type Action = () => void
const single = new Map<string, Action>()

/** Binds one key, from whoever had it before, until the function that it returns is called. */
export function onKey(key: string, action: Action): () => void {
  single.set(key, action)
  return () => {
    if (single.get(key) === action) single.delete(key)
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}

/** Listens for the shortcuts of the whole frame: ?, / and "g" followed by a page's key. */
export function useShortcuts(router: Router): void {
  const session = useSession()
  let goSince = -Infinity

  function goTo(key: string): boolean {
    const place = placesFor(session.user?.roles ?? []).find(candidate => candidate.key === key)
    if (place) void router.push({ name: place.name })
    return place !== undefined
  }

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
    if (document.querySelector('[role=dialog], [role=alertdialog]')) return
    const afterGo = event.timeStamp - goSince < SEQUENCE_MS
    goSince = -Infinity
    if (afterGo && goTo(event.key)) event.preventDefault()
    else if (event.key === 'g') goSince = event.timeStamp
    else if (event.key === '?') helpOpen.value = true
    else if (event.key === '/') {
      event.preventDefault()
      const field = document.querySelector<HTMLInputElement>('main [data-search]')
      if (field) field.focus()
      else void router.push({ name: 'callbacks', query: { find: '1' } })
    } else single.get(event.key)?.()
  }

  document.addEventListener('keydown', pressed)
  onScopeDispose(() => document.removeEventListener('keydown', pressed))
}
