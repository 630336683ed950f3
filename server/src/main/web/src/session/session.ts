import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { get, post, request } from '../api/request'
import { Refused } from '../api/problem'
import type { Role, SessionUser } from '../api/types'
import { suggestLocale, type Locale } from '../i18n'
import { organisationZone } from '../time/zone'

interface SessionAnswer {
  user: SessionUser
}

/** Who is signed in. */
export const useSession = defineStore('session', () => {
  const user = shallowRef<SessionUser | null>(null)
  let asked = false

  function accept(answer: SessionAnswer): void {
    user.value = answer.user
    organisationZone.value = answer.user.zone
    asked = true
    suggestLocale(answer.user.locale)
  }

  /** Asks the server once whether this browser still has a session. */
  async function recall(): Promise<SessionUser | null> {
    if (asked) return user.value
    try {
      accept(await get<SessionAnswer>('/session'))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      asked = true
    }
    return user.value
  }

  async function signIn(login: string, password: string): Promise<void> {
    accept(await post<SessionAnswer>('/session', { login, password }))
  }

  async function keepLocale(locale: Locale): Promise<void> {
    await post('/session/locale', { locale })
    if (user.value) user.value = { ...user.value, locale }
  }

  async function signOut(): Promise<void> {
    await request('DELETE', '/session')
    forget()
  }

  function forget(): void {
    user.value = null
    asked = true
  }

  const has = (...wanted: Role[]) => wanted.some(role => user.value?.roles.includes(role) ?? false)
  const supervises = computed(() => has('SUPERVISOR', 'ADMIN'))

  return { user, recall, signIn, signOut, keepLocale, forget, has, supervises }
})
