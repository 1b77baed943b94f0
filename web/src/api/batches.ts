import { read } from './request'
import type { Batch, BatchPage } from './types'

export function listBatches(cursor: string | null, signal?: AbortSignal): Promise<BatchPage> {
  const query = new URLSearchParams({ limit: '50', ...(cursor ? { cursor } : {}) })
  return read<BatchPage>(`/batches?${query}`, signal)
}

/** How many rows of its files changed something; a batch lists only the first of them. */
export const rowsThatChange = ({ files, effects }: Pick<Batch, 'files' | 'effects'>): number =>
  files.reduce((sum, file) => sum + file.rows, 0) - effects.refused - effects.nothing_to_do

export const readBatch = (id: string, signal?: AbortSignal): Promise<Batch> =>
  read<Batch>(`/batches/${encodeURIComponent(id)}`, signal)
