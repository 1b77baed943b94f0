import { Problem, problemFrom } from './problem'

export const API = '/api/v1'

let csrf = ''
let onSignedOut: () => void = () => {}

/** Every write carries this token, so that no other site can make one in the person's name. */
export function setCsrf(token: string): void {
  csrf = token
}

/** Calls `listener` whenever the server no longer knows this session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: 'GET', ...(signal ? { signal } : {}) })
}

/** A search is a POST so that no personal data stands in a URL; it records nothing. */
export async function search<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return write<T>('POST', path, body, newKey(), signal)
}

/**
 * A write. The caller keeps `key` for as long as the person means the same thing, so that a retry after a lost
 * answer cannot act twice.
 */
export async function write<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown,
  key: string,
  signal?: AbortSignal,
): Promise<T> {
  const headers = { ...writeHeaders(key), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }
  return send<T>(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
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

export function writeHeaders(key: string): Record<string, string> {
  return { 'Idempotency-Key': key, 'X-CSRF-Token': csrf }
}

/** Turns a refused answer into a problem, and tells the session when it has ended. */
export function refuse(status: number, text: string): Problem {
  if (status === 401) onSignedOut()
  return problemFrom(status, text)
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(API + path, { credentials: 'same-origin', ...init }).catch((thrown: unknown) => {
    if (init.signal?.aborted) throw thrown
    throw Problem.unreachable()
  })
  const text = await response.text()
  if (!response.ok) throw refuse(response.status, text)
  return (text === '' ? undefined : JSON.parse(text)) as T
}
