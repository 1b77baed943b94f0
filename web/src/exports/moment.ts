/** As of when an export is asked for, as the person chose it. */
export interface ChosenMoment {
  kind: 'now' | 'day' | 'position'
  /** `2026-06-03` */
  day: string
  /** `14:30`; blank means the end of the day. */
  time: string
  position: number | null
}

const DAY_MS = 86_400_000

/** What the API is asked for, in the person's own time zone; null means now. A moment to come is now. */
export function asOfOf(chosen: ChosenMoment, now: Date): string | null {
  if (chosen.kind === 'now') return null
  if (chosen.kind === 'position') return chosen.position === null ? null : String(chosen.position)
  const at = chosen.time === '' ? endOf(chosen.day) : new Date(`${chosen.day}T${chosen.time}`)
  return at >= now ? null : at.toISOString()
}

/** The days before today, in the person's own zone, as a date field has them. */
export const daysBefore = (days: number, now: Date): string => {
  const day = new Date(now.getTime() - days * DAY_MS)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

function endOf(day: string): Date {
  const end = new Date(`${day}T00:00`)
  // Days in which the clock is put forward or back have 23 or 25 hours.
  end.setDate(end.getDate() + 1)
  return new Date(end.getTime() - 1)
}
