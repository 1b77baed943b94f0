import type { InstitutionSeats } from '../api/types'

export type Fullness = 'unlimited' | 'free' | 'nearly' | 'full' | 'over'

/** From here on somebody should think of more seats. */
const NEARLY = 0.95
/** Nearly full is also where so few are left that one class does not fit. */
const FEW = 5

type Count = Pick<InstitutionSeats, 'in_use'> & { limit?: number | null | undefined }

/** Seats in use as a share of the limit; null where there is no limit. */
export function shareOf({ in_use, limit }: Count): number | null {
  if (limit == null) return null
  return limit === 0 ? (in_use === 0 ? 1 : Infinity) : in_use / limit
}

export function fullnessOf(count: Count): Fullness {
  const { in_use, limit } = count
  if (limit == null) return 'unlimited'
  if (in_use > limit) return 'over'
  if (in_use === limit) return 'full'
  return in_use / limit >= NEARLY || limit - in_use <= FEW ? 'nearly' : 'free'
}

/** The fullest first, those without a limit last, and by name where that says nothing. */
export function byFullness(seats: InstitutionSeats[]): InstitutionSeats[] {
  return [...seats].sort((a, b) => (shareOf(b) ?? -1) - (shareOf(a) ?? -1) || a.name.localeCompare(b.name))
}
