import { Problem } from './problem'
import { fetched, inSession } from './request'

export interface ServedFile {
  /** What the server calls it; null where it does not say. */
  name: string | null
  blob: Blob
}

/**
 * A file as the server gives it. Asked for by the page and not by a bare link, because a browser shows of a refused
 * download no more than that it failed.
 */
export async function fetchFile(path: string, signal: AbortSignal): Promise<ServedFile> {
  const response = await inSession(() => fetched(path, { signal }))
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? null
  const blob = await response.blob().catch((thrown: unknown) => {
    if (signal.aborted) throw thrown
    throw new Problem(0, { code: 'download-cut' })
  })
  return { name, blob }
}
