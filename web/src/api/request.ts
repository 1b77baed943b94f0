import { Problem, problemFrom } from './problem'

export const API = '/api/v1'

/** What a session is asked for when the server does not accept it, or not any more. */
interface Refused {
  /** The server does not know this session. */
  onSignedOut: () => void
  /** Answers whether what was refused may be tried once more, which it may be after the person has signed in again. */
  again: (problem: Problem) => Promise<boolean>
}

let csrf = ''
let session: Refused = { onSignedOut: () => {}, again: () => Promise.resolve(false) }

/** Every write carries this token, so that no other site can make one in the person's name. */
export function setCsrf(token: string): void {
  csrf = token
}

export function whenRefused(asked: Refused): void {
  session = asked
}

/** The session has ended, or it has another token: somebody signed in again in another tab. */
const SESSION_CODES = ['not-signed-in', 'csrf-mismatch']

/** Tries once more where the session alone stood against it and is in order again. */
export async function inSession<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || !SESSION_CODES.includes(thrown.code) || !(await session.again(thrown))) throw thrown
    return attempt()
  }
}

export function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return inSession(() => send<T>('GET', path, signal ? { signal } : {})).catch((thrown: unknown) => {
    throw thrown instanceof Problem ? thrown.ofRead() : thrown
  })
}

/** Asks what it takes a body to ask for: a search, so that no personal data stands in a URL, or a plan. It records nothing. */
export function search<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const key = newKey()
  return inSession(() => send<T>('POST', path, { ...writing(body, key), ...(signal ? { signal } : {}) }))
}

/**
 * A write. The caller keeps `key` for as long as the person means the same thing, so that a retry after a lost
 * answer cannot act twice. The problem of a lost answer is `unsure`.
 */
export function write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown, key: string): Promise<T> {
  return inSession(() => send<T>(method, path, writing(body, key))).catch((thrown: unknown) => {
    throw thrown instanceof Problem ? thrown.ofWrite() : thrown
  })
}

export function newKey(): string {
  return crypto.randomUUID()
}

/** The key of what a person types and may change before they try again: the same request has the same key. */
export class RequestKey {
  #request = ''
  #key = ''

  of(request: unknown): string {
    const text = JSON.stringify(request)
    if (text !== this.#request) [this.#request, this.#key] = [text, newKey()]
    return this.#key
  }
}

/** Made anew for each attempt: the token may be another one by then. */
export function writeHeaders(key: string): Record<string, string> {
  return { 'Idempotency-Key': key, 'X-CSRF-Token': csrf }
}

export function writing(body: unknown, key: string): { headers: Record<string, string>; body?: string } {
  if (body === undefined) return { headers: writeHeaders(key) }
  return { headers: { ...writeHeaders(key), 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
}

/** Turns a refused answer into a problem, and tells the session when it has ended. */
export function refuse(status: number, text: string): Problem {
  if (status === 401) session.onSignedOut()
  return problemFrom(status, text)
}

/** An answer that is a success. One attempt: whoever is not signed in hears so at once. */
export async function fetched(path: string, init: RequestInit): Promise<Response> {
  const response = await unlessLost(fetch(API + path, { credentials: 'same-origin', ...init }), init)
  if (!response.ok) throw refuse(response.status, await unlessLost(response.text(), init))
  return response
}

/** The same, and what it says. */
export async function send<T>(method: string, path: string, init: RequestInit): Promise<T> {
  const response = await fetched(path, { method, ...init })
  const text = await unlessLost(response.text(), init)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

async function unlessLost<T>(arriving: Promise<T>, { signal }: RequestInit): Promise<T> {
  return arriving.catch((thrown: unknown) => {
    throw signal?.aborted ? thrown : Problem.unreachable()
  })
}
