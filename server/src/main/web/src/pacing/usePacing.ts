import { onScopeDispose } from 'vue'
import { get } from '../api/request'
import type { CampaignPacing, Page } from '../api/types'
import { useLoad } from '../elements/useLoad'

const EVERY_MS = 10_000

/** Campaigns in power mode, looked at again every ten seconds while somebody sees the page. */
export function usePacing() {
  const load = useLoad(async signal => (await get<Page<CampaignPacing>>('/pacing', {}, signal)).items)
  const timer = window.setInterval(() => { if (!document.hidden) void load.reload() }, EVERY_MS)
  onScopeDispose(() => window.clearInterval(timer))
  return load
}
