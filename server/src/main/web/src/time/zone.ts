import { shallowRef } from 'vue'

/** The zone of the organisation whose people are signed in; the browser's before that. */
export const organisationZone = shallowRef(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** The zone that times are shown and typed in: the organisation's, wherever its people sit. */
export function useZone(): () => string {
  return () => organisationZone.value
}

/** What a wall clock of the zone shows at that instant, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find(found => found.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/**
 * The instant at which a wall clock of the zone shows a time.
 * @param local as 2026-11-24T19:00; one that a change of the clocks leaves out is as much later
 */
export function instantIn(local: string, zone: string): Date {
  const wanted = Date.parse(`${local}Z`)
  const offset = (at: number) => wallClock(at, zone) - at
  const first = wanted - offset(wanted)
  return new Date(wanted - offset(first))
}
