import { ref } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'

const remembered = 'huifang.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

function stored(): Theme {
  const value = localStorage.getItem(remembered)
  return value === 'light' || value === 'dark' ? value : 'auto'
}

export const theme = ref<Theme>(stored())

function show(): void {
  const shown = theme.value === 'auto' ? (dark.matches ? 'dark' : 'light') : theme.value
  document.documentElement.dataset.theme = shown
}

/** Applies the theme now and whenever the system's changes. */
export function followTheme(): void {
  dark.addEventListener('change', show)
  show()
}

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted
  localStorage.setItem(remembered, wanted)
  show()
}
