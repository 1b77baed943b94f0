import type { Event } from '../api/types'
import { localWeekday } from '../strings'

/** Events of one day, in the order in which they were given. */
export interface Day {
  day: string
  events: Event[]
}

/** Groups events that follow each other by the day in the person's own zone. */
export function byDay(events: Event[]): Day[] {
  const days: Day[] = []
  for (const event of events) {
    const day = localWeekday(event.at)
    const last = days.at(-1)
    if (last?.day === day) last.events.push(event)
    else days.push({ day, events: [event] })
  }
  return days
}

/** The end of a day of a date field, in the person's own zone: what happened on it counts. */
export const endOfDay = (date: string): Date => new Date(`${date}T23:59:59.999`)

/** A time as a date field has it, in the person's own zone. */
export function dateOf(time: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}

/** The place of the last of some positions up to one; they rise. The first one where all are later. */
export function lastUpTo(positions: number[], position: number): number {
  return Math.max(0, positions.filter((other) => other <= position).length - 1)
}

/** A time as a field for a day and a minute has it, in the person's own zone. */
export const minuteOf = (time: Date): string =>
  `${dateOf(time)}T${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`

/** The beginning of the next day. */
export function tomorrow(): Date {
  const day = new Date()
  day.setHours(24, 0, 0, 0)
  return day
}
