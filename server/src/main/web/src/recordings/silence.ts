import type { Peaks } from '../callbacks/waveform'

export interface Stretch {
  /** Seconds from the beginning. */
  from: number
  until: number
}

/** Of 255: quieter is the noise of a line. */
const QUIET = 6
const LEAST_S = 1.2
/** What stays of a silence on each side, so that words are not cut. */
const KEPT_S = 0.3

/** Where neither side says anything for a while. */
export function silences(peaks: Peaks): Stretch[] {
  const found: Stretch[] = []
  const step = peaks.stepMs / 1000
  const close = (begin: number, end: number) => {
    if ((end - begin) * step >= LEAST_S) found.push({ from: begin * step + KEPT_S, until: end * step - KEPT_S })
  }
  let begin = -1
  for (let i = 0; i < peaks.agent.length; i++) {
    const quiet = Math.max(peaks.agent[i] ?? 0, peaks.customer[i] ?? 0) < QUIET
    if (quiet && begin < 0) begin = i
    if (!quiet && begin >= 0) {
      close(begin, i)
      begin = -1
    }
  }
  if (begin >= 0) close(begin, peaks.agent.length)
  return found
}

/** Where to go on from here when silence is left out; undefined: somebody speaks. */
export function afterSilence(stretches: Stretch[], now: number): number | undefined {
  return stretches.find(stretch => now >= stretch.from && now < stretch.until)?.until
}
