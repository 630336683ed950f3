import { readProblem, Refused, Unreachable } from './problem'

type Query = Record<string, string | number | boolean | undefined | null>

interface Options {
  query?: Query
  json?: unknown
  body?: BodyInit
  contentType?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

let onSignedOut: () => void = () => {}

/** Called when the server no longer knows our session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

export function reportSignedOut(): void {
  onSignedOut()
}

export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return `/api/v1${path}${search ? `?${search}` : ''}`
}

/** One request to the server. Throws {@link Refused} with the server's problem, or {@link Unreachable}. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  return (await requestWithStatus<T>(method, path, options)).answer
}

/** As {@link request}; the status tells what was made (201) from what was there already (200). */
export async function requestWithStatus<T>(method: string, path: string, options: Options = {}): Promise<{ status: number; answer: T }> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  // Forms of other sites cannot set a header: with it the server knows that the page is ours.
  if (method !== 'GET') headers['X-Huifang'] = '1'
  let body = options.body
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.json)
  } else if (options.contentType) {
    headers['Content-Type'] = options.contentType
  }

  let response: Response
  try {
    response = await fetch(address(path, options.query), {
      method, headers, body, signal: options.signal, credentials: 'same-origin',
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Unreachable(cause)
  }
  if (response.ok) {
    const text = await response.text()
    return { status: response.status, answer: (text ? JSON.parse(text) : undefined) as T }
  }
  if (response.status === 401 && path !== '/session') reportSignedOut()
  if (response.status === 502 || response.status === 504) throw new Unreachable(`HTTP ${response.status}`)
  throw new Refused(await readProblem(response))
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal })
export const post = <T>(path: string, json?: unknown, headers?: Record<string, string>) =>
  request<T>('POST', path, { json: json ?? {}, headers })
