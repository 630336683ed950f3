import { onScopeDispose, ref, shallowRef } from 'vue'
import { request } from '../api/request'
import type { CampaignRules, DryRunReport } from '../api/types'

/** One dry run at a time; a new one, a stop or leaving the page ends the one before, on the server too. */
export function useDryRun(campaign: string) {
  const report = shallowRef<DryRunReport>()
  const error = ref<unknown>()
  const running = ref(false)
  let abort: AbortController | undefined

  function stop(): void {
    abort?.abort()
    abort = undefined
    running.value = false
  }

  /** True when this answer is the one shown. */
  async function run(rules: CampaignRules, agents: number | undefined): Promise<boolean> {
    stop()
    const mine = (abort = new AbortController())
    running.value = true
    error.value = undefined
    try {
      const answer = await request<DryRunReport>('POST', `/campaigns/${campaign}/rules/dry-run`, { json: { rules, agents }, signal: mine.signal })
      if (mine.signal.aborted) return false
      report.value = answer
      return true
    } catch (failure) {
      if (!mine.signal.aborted) error.value = failure
      return false
    } finally {
      if (abort === mine) stop()
    }
  }

  onScopeDispose(stop)
  return { report, error, running, run, stop }
}
