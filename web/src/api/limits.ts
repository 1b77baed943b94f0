import { read, write } from './request'
import type { LimitSet, Seats } from './types'

export const readLimits = (): Promise<Seats> => read<Seats>('/seats')

/** `institution` is null for the whole domain, `limit` for no limit. */
export const setLimit = (institution: number | null, limit: number | null, key: string): Promise<LimitSet> =>
  write<LimitSet>('PUT', `/seats/${institution ?? 'domain'}`, { limit }, key)
