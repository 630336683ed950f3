import type { Component } from 'vue'
import type { Role } from '../api/types'
import IconAccess from '~icons/lucide/key-round'
import IconAlarm from '~icons/lucide/siren'
import IconAgents from '~icons/lucide/headset'
import IconBoard from '~icons/lucide/layout-dashboard'
import IconCallbacks from '~icons/lucide/phone-outgoing'
import IconCampaigns from '~icons/lucide/megaphone'
import IconFindings from '~icons/lucide/file-warning'
import IconImports from '~icons/lucide/file-up'
import IconInbound from '~icons/lucide/phone-incoming'
import IconLedger from '~icons/lucide/shield-check'
import IconLine from '~icons/lucide/phone-call'
import IconNumbers from '~icons/lucide/phone-off'
import IconCustomers from '~icons/lucide/contact-round'
import IconStores from '~icons/lucide/archive'
import IconQuality from '~icons/lucide/clipboard-check'
import IconRecordings from '~icons/lucide/file-audio'
import IconTrunks from '~icons/lucide/cable'
import IconCorrections from '~icons/lucide/user-pen'
import IconCoverage from '~icons/lucide/chart-pie'
import IconMessages from '~icons/lucide/message-square-text'
import IconRequests from '~icons/lucide/message-circle-question'
import IconOrganisation from '~icons/lucide/building-2'
import IconRetention from '~icons/lucide/archive-restore'
import IconPlan from '~icons/lucide/calendar-check'
import IconUsers from '~icons/lucide/user-cog'

export type PageName = 'line' | 'board' | 'callbacks' | 'customers' | 'inbound' | 'recordings' | 'quality' | 'findings' | 'requests' | 'numbers' | 'campaigns' | 'plan' | 'coverage' | 'messages' | 'corrections' | 'organisation' | 'agents' | 'trunks' | 'stores' | 'ledger' | 'imports' | 'alarms' | 'access' | 'retention' | 'users'

export interface Place {
  name: PageName
  icon: Component
  /** Second key of the shortcut that begins with g. */
  key: string
  roles: Role[]
}

/** Every page of the navigation, in its order, and who sees it. */
export const places: Place[] = [
  { name: 'line', icon: IconLine, key: 'l', roles: ['AGENT'] },
  { name: 'board', icon: IconBoard, key: 'b', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'callbacks', icon: IconCallbacks, key: 'c', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'plan', icon: IconPlan, key: 'p', roles: ['SUPERVISOR', 'ADMIN'] },
  { name: 'campaigns', icon: IconCampaigns, key: 'm', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'coverage', icon: IconCoverage, key: 'v', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'messages', icon: IconMessages, key: 's', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'inbound', icon: IconInbound, key: 'e', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'requests', icon: IconRequests, key: 'q', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'findings', icon: IconFindings, key: 'x', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR', 'ADMIN'] },
  { name: 'recordings', icon: IconRecordings, key: 'f', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN'] },
  { name: 'quality', icon: IconQuality, key: 'd', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR', 'AGENT'] },
  { name: 'customers', icon: IconCustomers, key: 'k', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'numbers', icon: IconNumbers, key: 'n', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'corrections', icon: IconCorrections, key: 'r', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE'] },
  { name: 'agents', icon: IconAgents, key: 'a', roles: ['SUPERVISOR', 'ADMIN'] },
  { name: 'trunks', icon: IconTrunks, key: 't', roles: ['SUPERVISOR', 'ADMIN'] },
  { name: 'stores', icon: IconStores, key: 'z', roles: ['ADMIN', 'RECORDS_MANAGER', 'COMPLIANCE'] },
  { name: 'ledger', icon: IconLedger, key: 'j', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN'] },
  { name: 'imports', icon: IconImports, key: 'i', roles: ['SUPERVISOR', 'ADMIN'] },
  { name: 'access', icon: IconAccess, key: 'y', roles: ['SUPERVISOR', 'COMPLIANCE', 'RECORDS_MANAGER', 'ADMIN', 'AGENT'] },
  { name: 'retention', icon: IconRetention, key: 'h', roles: ['COMPLIANCE', 'RECORDS_MANAGER'] },
  { name: 'alarms', icon: IconAlarm, key: 'w', roles: ['SUPERVISOR', 'ADMIN', 'COMPLIANCE', 'RECORDS_MANAGER'] },
  { name: 'organisation', icon: IconOrganisation, key: 'o', roles: ['SUPERVISOR', 'ADMIN'] },
  { name: 'users', icon: IconUsers, key: 'u', roles: ['ADMIN'] },
]

export function placesFor(held: Role[]): Place[] {
  return places.filter(place => place.roles.some(role => held.includes(role)))
}
