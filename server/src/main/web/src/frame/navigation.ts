import type { Component } from 'vue'
import type { Role } from '../api/types'
import IconBoard from '~icons/lucide/layout-dashboard'
import IconCallbacks from '~icons/lucide/phone-outgoing'

export type PageName = 'line' | 'board' | 'callbacks' | 'campaigns' | 'agents' | 'imports' | 'alarms' | 'users'

export interface Place {
  name: PageName
  icon: Component
  /** Second key of the shortcut that begins with g. */
  key: string
  roles: Role[]
}

/** Every page of the navigation, in its order, and who sees it. */
export const places: Place[] = [
  { name: 'board', icon: IconBoard, key: 'b', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'callbacks', icon: IconCallbacks, key: 'c', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
]

export function placesFor(held: Role[]): Place[] {
  return places.filter(place => place.roles.some(role => held.includes(role)))
}
