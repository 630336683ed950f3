import type { Component } from 'vue'
import IconActive from '~icons/lucide/circle-check'
import IconBan from '~icons/lucide/ban'
import IconClock from '~icons/lucide/clock'
import type { Token } from '../api/types'
import type { Tone } from '../elements/tones'

export type TokenState = 'active' | 'expired' | 'revoked'

export const tokenLook: Record<TokenState, { tone: Tone; icon: Component }> = {
  active: { tone: 'good', icon: IconActive },
  expired: { tone: 'calm', icon: IconClock },
  revoked: { tone: 'calm', icon: IconBan },
}

/** @param now milliseconds since 1970, by the server's clock */
export function tokenState(token: Token, now: number): TokenState {
  if (token.revokedAt) return 'revoked'
  return token.expiresAt && Date.parse(token.expiresAt) <= now ? 'expired' : 'active'
}
