import { afterEach, describe, expect, it, vi } from 'vitest'
import { saveEvents } from '../src/api/events'
import { fetchFile } from '../src/api/files'
import { Problem } from '../src/api/problem'

const never = new AbortController().signal

describe('a file of the server’s', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('bears the name that the server gives it', async () => {
    const headers = { 'Content-Disposition': 'attachment; filename="leavers-refused.csv"' }
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('email\n', { headers })))
    const { name, blob } = await fetchFile('/imports/7/refused.csv', never)
    expect([name, await blob.text()]).toEqual(['leavers-refused.csv', 'email\n'])
  })

  it('that is refused says why', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"code":"busy","detail":"too many downloads"}', { status: 503 })))
    await expect(fetchFile('/accounts/7/certificate', never)).rejects.toMatchObject({ status: 503, message: 'too many downloads' })
  })

  it.each([
    ['by itself', (signal: AbortSignal) => fetchFile('/accounts/7/certificate', signal)],
    ['as a search', (signal: AbortSignal) => saveEvents({ order: 'desc', limit: 1 }, 'csv', signal)],
  ])('is not waited for once the view was left: %s', async (_, ask) => {
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError'))))
    })
    const leaving = new AbortController()
    const asked = ask(leaving.signal).catch((thrown: unknown) => thrown)
    leaving.abort()
    const thrown = await asked
    expect(thrown).toBeInstanceOf(DOMException)
    expect(thrown).not.toBeInstanceOf(Problem)
  })
})
