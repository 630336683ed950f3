/** One field that the server refused (RFC 9457 problem details, with our `errors`). */
export interface FieldError {
  field: string
  value?: string | null
  remedy: string
}

export interface Problem {
  type?: string
  title: string
  status: number
  detail?: string
  errors?: FieldError[]
}

/** The server answered, and the answer was no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'Refused'
  }

  get status(): number {
    return this.problem.status
  }
}

/** No answer came: the network, or the server, is away. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('server unreachable', { cause })
    this.name = 'Unreachable'
  }
}

/** What the server said to one field, by its name; a name of the form `a.b` or `/a/b` counts as `a` too. */
export function fieldErrors(error: unknown): Record<string, string> {
  const found: Record<string, string> = {}
  if (error instanceof Refused) {
    for (const { field, remedy } of error.problem.errors ?? []) {
      const name = field.replace(/^\//, '').replaceAll('/', '.')
      found[name] ??= remedy
      const outer = name.split(/[.[]/)[0]
      if (outer) found[outer] ??= remedy
    }
  }
  return found
}

/** Reads a refusal, also one that some proxy on the way made and that is no JSON. */
export async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = { title: response.statusText || `HTTP ${response.status}`, status: response.status }
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback
  try {
    return { ...fallback, ...(await response.json()) as Partial<Problem>, status: response.status }
  } catch {
    return fallback
  }
}
