import WaveSurfer from 'wavesurfer.js'
import { onBeforeUnmount, onMounted, reactive, useTemplateRef } from 'vue'
import { address, get } from '../api/request'
import { drawingOf, type Peaks } from './waveform'

const STEP_S = 5

export interface SoundOptions {
  attemptId: string
  durationMs: number
  /** Pixels of each leg's drawing. */
  height: number
  speeds: readonly number[]
  /** The loudness of both legs has come. */
  drawn?: (peaks: Peaks) => void
  /** It plays and has come to this second. */
  passed?: (now: number) => void
}

/** What every player of a recording does: draws both legs, plays, seeks and changes speed. Its template has an audio element with ref "audio" and a place with ref "waves"; no variable there may have these names. */
export function useSound(options: SoundOptions) {
  const waves = useTemplateRef<HTMLElement>('waves')
  const sound = useTemplateRef<HTMLAudioElement>('audio')
  const state = reactive({ playing: false, seconds: 0, length: options.durationMs / 1000, speed: 1, speeds: options.speeds, failed: false, undrawn: false })
  const abort = new AbortController()
  let drawing: WaveSurfer | undefined

  onMounted(() => {
    const element = sound.value
    if (!waves.value || !element) return
    follow(element)
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    // Until the drawing comes there is a flat line of the known length.
    const flat = Array.from({ length: 200 }, () => 0.02)
    drawing = WaveSurfer.create({
      container: waves.value, media: element, peaks: [flat, flat], duration: Math.max(0.1, state.length), height: options.height, barWidth: 2, barGap: 1, barRadius: 1,
      cursorColor: colour('--bad-solid'), dragToSeek: true, normalize: true,
      splitChannels: [
        { waveColor: colour('--line-strong'), progressColor: colour('--brand') },
        { waveColor: colour('--line-strong'), progressColor: colour('--live') },
      ],
    })
    drawing.on('timeupdate', now => {
      state.seconds = now
      if (state.playing) options.passed?.(now)
    })
    drawing.on('interaction', () => void play())
    void draw()
  })

  function follow(element: HTMLAudioElement): void {
    element.addEventListener('play', () => (state.playing = true))
    for (const end of ['pause', 'ended']) element.addEventListener(end, () => (state.playing = false))
    element.addEventListener('error', () => (state.failed = Boolean(element.src)))
    element.addEventListener('durationchange', () => {
      if (isFinite(element.duration)) state.length = element.duration
    })
  }

  async function draw(): Promise<void> {
    try {
      const peaks = await get<Peaks>(`/recordings/${options.attemptId}/peaks`, {}, abort.signal)
      options.drawn?.(peaks)
      // The element keeps its source, if it has one, so that only the drawing changes and playing goes on.
      await drawing?.load(sound.value?.currentSrc ?? '', drawingOf(peaks), Math.max(0.1, peaks.durationMs / 1000))
    } catch (error) {
      if (abort.signal.aborted) return
      console.info('recording cannot be drawn', error)
      state.undrawn = true
    }
  }

  async function play(): Promise<void> {
    const element = sound.value
    if (!element) return
    state.failed = false
    try {
      // Fetched when it is played and not before: that would count as listening.
      if (!element.src) element.src = address(`/recordings/${options.attemptId}/sound`)
      element.playbackRate = state.speed
      await element.play()
    } catch (error) {
      // Pausing before the first sound is no failure.
      state.failed = !(error instanceof DOMException && error.name === 'AbortError')
    }
  }

  const toggle = () => (state.playing ? sound.value?.pause() : void play())

  function seek(to: number): void {
    state.seconds = Math.min(state.length, Math.max(0, to))
    if (sound.value?.src) sound.value.currentTime = state.seconds
    else void play().then(() => sound.value && (sound.value.currentTime = state.seconds))
  }

  function setSpeed(wanted: number): void {
    state.speed = wanted
    if (sound.value) sound.value.playbackRate = wanted
  }

  const back = () => seek(state.seconds - STEP_S)
  const forward = () => seek(state.seconds + STEP_S)
  const faster = (by: number) => setSpeed(options.speeds[Math.min(options.speeds.length - 1, Math.max(0, options.speeds.indexOf(state.speed) + by))] ?? 1)
  const keys: [string, () => void][] = [['k', toggle], ['j', back], ['l', forward], ['<', () => faster(-1)], ['>', () => faster(1)]]

  onBeforeUnmount(() => {
    abort.abort()
    drawing?.destroy()
    if (sound.value) sound.value.removeAttribute('src')
  })

  return { state, keys, toggle, seek, back, forward, setSpeed }
}

export type Sound = ReturnType<typeof useSound>
