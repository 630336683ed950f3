const POINTS = 600

/** The loudest sample of each of `points` equal stretches, 0 to 1: enough to draw a leg of a call. */
export function peaksOf(samples: Float32Array, points = POINTS): number[] {
  const stretch = Math.max(1, Math.floor(samples.length / points))
  const peaks: number[] = []
  for (let start = 0; start < samples.length && peaks.length < points; start += stretch) {
    let peak = 0
    for (let i = start; i < Math.min(start + stretch, samples.length); i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0))
    peaks.push(peak)
  }
  return peaks
}

export interface Drawing {
  legs: number[][]
  seconds: number
}

/** Decodes a whole recording to draw it: left the agent, right the customer. */
export async function drawingOf(address: string, signal: AbortSignal): Promise<Drawing> {
  const response = await fetch(address, { signal, credentials: 'same-origin' })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const sound = await new OfflineAudioContext(2, 1, 16_000).decodeAudioData(await response.arrayBuffer())
  const legs = Array.from({ length: sound.numberOfChannels }, (_, leg) => peaksOf(sound.getChannelData(leg)))
  return { legs, seconds: sound.duration }
}
