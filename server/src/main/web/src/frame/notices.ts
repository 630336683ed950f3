import { ref } from 'vue'

export interface Notice {
  id: number
  kind: 'good' | 'bad'
  text: string
}

export const notices = ref<Notice[]>([])
let last = 0

function show(kind: Notice['kind'], text: string): void {
  notices.value = [...notices.value, { id: ++last, kind, text }].slice(-4)
}

/** Short words about what just happened; they leave by themselves, failures stay longer. */
export const notify = {
  good: (text: string) => show('good', text),
  bad: (text: string) => show('bad', text),
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter(notice => notice.id !== id)
}
