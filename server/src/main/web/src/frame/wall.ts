import { ref } from 'vue'

/** The board alone, large, for a screen on the wall. */
export const wall = ref(false)

/** Turns the wall screen on or off; without leave for full screen it still hides the navigation. */
export async function setWall(on: boolean): Promise<void> {
  wall.value = on
  document.documentElement.classList.toggle('on-wall', on)
  if (on && document.fullscreenEnabled) await document.documentElement.requestFullscreen().catch(() => undefined)
  else if (!on && document.fullscreenElement) await document.exitFullscreen()
}

document.addEventListener('fullscreenchange', () => {
  if (!document.fullscreenElement && wall.value) void setWall(false)
})
