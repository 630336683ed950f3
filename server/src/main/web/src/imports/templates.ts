import type { ImportKind } from './upload'

/** Header and one sample row of each file. */
const rows: Record<ImportKind, string[][]> = {
  customers: [
    ['ref', 'name', 'phone1', 'phone2', 'language', 'zone', 'seller'],
    ['C-1001', '王芳', '13800138000', '021-62345678', 'zh', 'Asia/Shanghai', 'S-17'],
  ],
  events: [
    ['type', 'customer', 'key', 'date'],
    ['SERVICE', 'C-1001', 'RO-20261120-17', '2026-11-20'],
  ],
  campaigns: [
    ['code', 'name', 'trunk'],
    ['service-3d', '服务三日回访', 'carrier'],
  ],
  callbacks: [
    ['campaign', 'customer', 'occasion', 'not_before', 'deadline'],
    ['service-3d', 'C-1001', 'service:2026-11-20', '2026-11-23T09:00:00+08:00', '2026-11-25T18:00:00+08:00'],
  ],
}

const cell = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** The file as text, with the mark by which spreadsheet programs know UTF-8. */
export function templateOf(kind: ImportKind): string {
  return `\uFEFF${rows[kind].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}

export function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
