import { useWords } from './words'

/** Says why a node does not dial. The server sends `CODE: detail; CODE: detail`, the details in English. */
export function useBlockedWords(): (reason: string) => string {
  const word = useWords()
  return reason =>
    reason
      .split('; ')
      .map(part => {
        const [, code, detail] = /^([A-Z_]+)(?::\s*(.*))?$/s.exec(part) ?? []
        if (!code) return part
        return detail ? `${word('blocked', code)} (${detail})` : word('blocked', code)
      })
      .join('; ')
}
