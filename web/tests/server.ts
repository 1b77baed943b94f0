import { vi } from 'vitest'

/** A request that waits for its answer. */
export interface Asked {
  path: string
  /** What was sent, if anything. */
  body: Record<string, unknown>
  signal: AbortSignal | undefined
  answer: (body: unknown, status?: number) => Promise<void>
}

/** Stands for the server: the test answers each request when it likes, also out of turn. */
export function fakeServer(): Asked[] {
  const requests: Asked[] = []
  vi.stubGlobal('fetch', (path: string, { body, signal }: RequestInit = {}) => {
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      requests.push({
        path,
        body: typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown>) : {},
        signal: signal ?? undefined,
        answer: (content, status = 200) => {
          resolve(new Response(JSON.stringify(content), { status }))
          return settled()
        },
      })
    })
  })
  return requests
}

const TURNS = 5

/** Once everything that could go on has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}
