import { API } from '../../api/request'
import { tilePath } from './tiles'

/** An answer that is not a success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`the server answered ${status}`)
  }
}

const TRIES = 4

export const readJson = async <T>(path: string): Promise<T> => (await answer(API + path)).json() as Promise<T>

export const readText = async (path: string): Promise<string> => (await answer(path)).text()

/** A part of the log; undefined where the server has none. */
export async function readPart(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await (await answer(path)).arrayBuffer())
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.status === 404) return undefined
    throw thrown
  }
}

/**
 * The same in one breath, for the verifier, which cannot wait. Whoever calls it from there has to keep what it throws:
 * to the verifier a tile that was refused would look like one that is missing.
 */
export function readTileNow(level: number, index: number, size: number): Uint8Array | undefined {
  const path = tilePath(level, index, size)
  if (path === null) return undefined
  const request = new XMLHttpRequest()
  request.open('GET', path, false)
  request.responseType = 'arraybuffer'
  try {
    request.send()
  } catch {
    throw new Refused(0, '')
  }
  if (request.status === 404) return undefined
  const bytes = new Uint8Array(request.response as ArrayBuffer)
  if (request.status !== 200) throw new Refused(request.status, new TextDecoder().decode(bytes))
  return bytes
}

/** A server that is busy is asked again: a long check should not fail at one answer of thousands. */
async function answer(path: string): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => null)
    if (response?.ok) return response
    const again = response === null || response.status === 429 || response.status === 503
    if (!again || tries === TRIES) throw new Refused(response?.status ?? 0, (await response?.text()) ?? '')
    const seconds = Number(response?.headers.get('Retry-After') ?? tries)
    await new Promise((resolve) => setTimeout(resolve, (Number.isFinite(seconds) ? seconds : tries) * 1000))
  }
}
