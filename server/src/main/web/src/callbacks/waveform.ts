import type { components } from '../api/schema'

export type Peaks = components['schemas']['Peaks']

/** The server says how loud each side was, 0 to 255; the drawing wants 0 to 1, and something to see where it is silent. */
export function drawingOf(peaks: Peaks): number[][] {
  const scaled = (values: number[]) => values.map(value => Math.max(0.02, value / 255))
  return [scaled(peaks.agent), scaled(peaks.customer)]
}
