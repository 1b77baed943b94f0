/** Days as the person's own calendar has them. */

export const RANGES = ['month', 'year', 'all'] as const
export type Range = (typeof RANGES)[number]

const DAYS = 30
/** August, counted as JavaScript counts months: most school years begin in it, or after it. */
const SCHOOL_YEAR_BEGINS = 7

/** "2026-10-31" of a moment. */
export function dayOf(at: Date): string {
  const part = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`
}

export const endOfLastMonth = (now: Date): string => dayOf(new Date(now.getFullYear(), now.getMonth(), 0))

export const yearBefore = (now: Date): string => dayOf(new Date(now.getFullYear() - 1, now.getMonth(), now.getDate()))

/** The last moment of a day, or null where the day is not over: then it is now that is meant. */
export function momentOf(day: string | null, now: Date): string | null {
  if (day === null || day >= dayOf(now)) return null
  return new Date(`${day}T23:59:59.999`).toISOString()
}

/** Where a range that ends at a moment begins; null for the ledger's own beginning. */
export function beginOf(range: Range, end: Date): string | null {
  switch (range) {
    case 'month':
      return new Date(end.getFullYear(), end.getMonth(), end.getDate() - DAYS).toISOString()
    case 'year': {
      const year = end.getMonth() >= SCHOOL_YEAR_BEGINS ? end.getFullYear() : end.getFullYear() - 1
      return new Date(year, SCHOOL_YEAR_BEGINS, 1).toISOString()
    }
    case 'all':
      return null
  }
}

/** How far ahead a range looks; null for everything that is scheduled. */
export function horizonOf(range: Range, now: Date): Date | null {
  if (range === 'all') return null
  const [years, days] = range === 'year' ? [1, 0] : [0, DAYS]
  return new Date(now.getFullYear() + years, now.getMonth(), now.getDate() + days + 1)
}
