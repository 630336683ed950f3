import { ref } from 'vue'
import { get } from '../api/request'
import type { Scorecard, ScorecardItem } from '../api/types'

/** The items of scorecard versions, fetched once each; a version never changes. */
export function useCardItems() {
  const known = ref<Record<string, Scorecard[]>>({})
  const asked = new Set<string>()

  async function know(ids: string[]): Promise<void> {
    await Promise.all([...new Set(ids)].filter(id => !asked.has(id)).map(async id => {
      asked.add(id)
      known.value = { ...known.value, [id]: (await get<{ items: Scorecard[] }>(`/quality/scorecards/${id}/versions`)).items }
    }))
  }

  function items(id: string, version: number): ScorecardItem[] | undefined {
    return known.value[id]?.find(card => card.version === version)?.items
  }

  return { know, items }
}
