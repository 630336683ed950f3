const MIB = 1024 * 1024

/** Bytes as MiB or GiB, in the reader's way of writing numbers. */
export function sizeIn(bytes: number, number: (value: number) => string): string {
  const mib = bytes / MIB
  return mib < 1024 ? `${number(Math.round(mib * 10) / 10)} MiB` : `${number(Math.round(mib / 102.4) / 10)} GiB`
}

/** A problem of the server is a code, and after a colon what was said. */
export function problemOf(problem: string): { code: string; said: string } {
  const colon = problem.indexOf(': ')
  return colon < 0 ? { code: problem, said: '' } : { code: problem.slice(0, colon), said: problem.slice(colon + 2) }
}

/** The month before the present one, which is the newest that can be archived; as 2026-10. */
export function monthBefore(now: Date): string {
  const month = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1))
  return month.toISOString().slice(0, 7)
}
