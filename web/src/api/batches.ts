import { read } from './request'
import type { Batch, BatchPage } from './types'

export function listBatches(cursor: string | null, signal?: AbortSignal): Promise<BatchPage> {
  const query = new URLSearchParams({ limit: '50', ...(cursor ? { cursor } : {}) })
  return read<BatchPage>(`/batches?${query}`, signal)
}

export const readBatch = (id: string, signal?: AbortSignal): Promise<Batch> =>
  read<Batch>(`/batches/${encodeURIComponent(id)}`, signal)
