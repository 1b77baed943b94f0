import { Problem } from './problem'
import { fetched, inSession } from './request'

export interface ExportRequest {
  file: 'users.csv' | 'accounts.csv'
  /** Only users.csv has versions. */
  version: 1 | 2 | null
  includeDeactivated: boolean
  /** A time or a position; null is now. */
  asOf: string | null
}

export interface ExportedFile {
  blob: Blob
  rows: number
}

const PIECE = 8 * 1024 * 1024
const LINE_FEED = 10

export function exportPath({ file, version, includeDeactivated, asOf }: ExportRequest): string {
  const query = new URLSearchParams()
  if (version !== null) query.set('version', String(version))
  if (includeDeactivated) query.set('include_deactivated', 'true')
  if (asOf !== null) query.set('as_of', asOf)
  return `/exports/${file}${query.size > 0 ? `?${query}` : ''}`
}

/** The whole file or a problem, and nothing in between: one that was cut off would pass for a list of everybody. */
export async function fetchExport(
  request: ExportRequest,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const response = await inSession(() => fetched(exportPath(request), { signal }))
  try {
    return await gather(response, onBytes)
  } catch (thrown) {
    if (signal.aborted) throw thrown
    throw new Problem(0, { code: 'download-cut' })
  }
}

/** A browser may keep a Blob on disk, so that a large file does not fill the memory. */
async function gather(response: Response, onBytes: (bytes: number) => void): Promise<ExportedFile> {
  const blobs: Blob[] = []
  let pieces: Uint8Array<ArrayBuffer>[] = []
  let [bytes, held, lines] = [0, 0, 0]
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    held += value.length
    bytes += value.length
    for (const byte of value) if (byte === LINE_FEED) lines += 1
    if (held >= PIECE) {
      blobs.push(new Blob(pieces))
      pieces = []
      held = 0
    }
    onBytes(bytes)
  }
  // The first line is the header.
  return { blob: new Blob([...blobs, ...pieces], { type: 'text/csv' }), rows: Math.max(0, lines - 1) }
}
