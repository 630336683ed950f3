import type { DryRunReport } from '../api/types'

export interface PlanDay {
  date: string
  callsBefore: number
  calls: number
  agents: number
  open: number
  late: number
}

/** Every day from the first to the last of both plans, those without calls too; the tail without anything is left out. */
export function planDays(report: DryRunReport): PlanDay[] {
  const before = new Map(report.before.days.map(day => [day.date, day]))
  const after = new Map(report.after.days.map(day => [day.date, day]))
  const dates = [...before.keys(), ...after.keys()].sort()
  const [first, last] = [dates[0], dates.at(-1)]
  if (!first || !last) return []
  const days: PlanDay[] = []
  let open = report.pending
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10)
    const day = after.get(date)
    open = day?.open ?? open
    days.push({ date, callsBefore: before.get(date)?.calls ?? 0, calls: day?.calls ?? 0, agents: day?.agentsNeeded ?? 0, open, late: day?.lateOnes ?? 0 })
  }
  return days
}
