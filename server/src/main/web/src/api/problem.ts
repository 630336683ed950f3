/** One field that the server refused (RFC 9457 problem details, with our `errors`). */
export interface FieldError {
  field: string
  value?: string | null
  /** In English. */
  remedy: string
  /** Stable name of the remedy, to say it in other languages, with the values that its text holds. */
  code?: string
  values?: Record<string, string>
}

export interface Problem {
  type?: string
  title: string
  status: number
  detail?: string
  errors?: FieldError[]
  /** Of what is said of the whole; as with a field. */
  code?: string
  values?: Record<string, string>
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

/** The fields that the server refused. */
export function fieldErrorList(error: unknown): FieldError[] {
  return error instanceof Refused ? error.problem.errors ?? [] : []
}

/** What the server said to one field, by its name; a name of the form `a.b` or `/a/b` counts as `a` too. */
export function fieldErrors(error: unknown, say: (field: FieldError) => string = field => field.remedy): Record<string, string> {
  const found: Record<string, string> = {}
  for (const refused of fieldErrorList(error)) {
    const name = refused.field.replace(/^\//, '').replaceAll('/', '.')
    found[name] ??= say(refused)
    const outer = name.split(/[.[]/)[0]
    if (outer) found[outer] ??= say(refused)
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
