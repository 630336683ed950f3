import { get } from '../api/request'
import type { ImportError } from '../api/types'

const PAGE = 200

/** A field that no spreadsheet takes for a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/**
 * All bad rows of an import as CSV, in the words of the page.
 *
 * @param heads of the three columns
 */
export async function errorsFile(id: string, heads: [string, string, string], say: (row: ImportError) => string, signal: AbortSignal): Promise<string> {
  // A mark in front, so that spreadsheets read UTF-8.
  const lines = [`\uFEFF${heads.map(cell).join(',')}`]
  let after: number | undefined
  do {
    const page: { items: ImportError[]; next?: number } = await get(`/imports/${id}/errors`, { after: after?.toString(), limit: PAGE }, signal)
    for (const row of page.items) lines.push(`${row.line},${cell(row.field)},${cell(say(row))}`)
    after = page.next
  } while (after !== undefined)
  return `${lines.join('\r\n')}\r\n`
}
