/** The codes of the first `enum` after a name in the OpenAPI document. */
export function codesOf(document: string, name: string): string[] {
  const from = document.search(new RegExp(`^\\s+${name}:`, 'm'))
  const list = /enum: \[([^\]]+)\]/.exec(document.slice(from))?.[1]
  if (from < 0 || !list) throw new Error(`no enum after ${name} in the OpenAPI document`)
  return list.split(',').map(code => code.trim())
}
