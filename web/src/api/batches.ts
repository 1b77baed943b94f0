import { read, search, write } from './request'
import type { Batch, BatchPage, Reversal, ReversalRequest } from './types'

export function listBatches(cursor: string | null, signal?: AbortSignal): Promise<BatchPage> {
  const query = new URLSearchParams({ limit: '50', ...(cursor ? { cursor } : {}) })
  return read<BatchPage>(`/batches?${query}`, signal)
}

export const readBatch = (id: string, signal?: AbortSignal): Promise<Batch> =>
  read<Batch>(`/batches/${encodeURIComponent(id)}`, signal)

/** Taking a batch back (R52), or giving it again (R54). */
export type Direction = 'reversal' | 'replay'

const PATHS: Record<Direction, string> = { reversal: '/reversals', replay: '/replays' }

/** What it would do; records nothing. */
export const planReversal = (direction: Direction, request: ReversalRequest, signal: AbortSignal): Promise<Reversal> =>
  search<Reversal>(PATHS[direction], { ...request, mode: 'plan' }, signal)

export const applyReversal = (direction: Direction, request: ReversalRequest, key: string): Promise<Reversal> =>
  write<Reversal>('POST', PATHS[direction], { ...request, mode: 'apply' }, key)

/** The import that was applied last; null where there is none. */
export async function readLastImport(): Promise<Batch | null> {
  let cursor: string | null = null
  do {
    const page: BatchPage = await listBatches(cursor)
    const found = page.batches.find(({ kind }) => kind === 'import')
    if (found) return found
    cursor = page.next ?? null
  } while (cursor)
  return null
}
