import type { SeatStep } from '../api/types'
import type { Foreseen } from './forecast'

/** A step as the chart and the table show it. */
export interface Point {
  step: SeatStep
  /** Seats in use before it. */
  before: number
}

/** Columns as the chart takes them: times in seconds, then seats in use, seats foreseen and the limit. */
export type Columns = [times: number[], inUse: (number | null)[], foreseen: (number | null)[], limit: (number | null)[]]

export function pointsOf(steps: SeatStep[], base: number): Point[] {
  return steps.map((step, at) => ({ step, before: steps[at - 1]?.in_use ?? base }))
}

const seconds = (at: string): number => Date.parse(at) / 1000

/**
 * The columns from the beginning of a range to its end, and beyond it what is foreseen. The first row is the
 * beginning and row 1 + n the nth step.
 */
export function columnsOf(points: Point[], base: number, begin: string, end: string, foreseen: Foreseen[], limit: number | null): Columns {
  const last = points.at(-1)?.step.in_use ?? base
  const past: [number, number][] = [
    [seconds(begin), base || (points[0]?.step.in_use ?? 0)],
    ...points.map(({ step }): [number, number] => [seconds(step.at), step.in_use]),
    [seconds(end), last],
  ]
  const ahead = foreseen.map(({ step, inUse }): [number, number] => [Math.max(seconds(step.due), seconds(end)), inUse])
  const times = [...past, ...ahead].map(([time]) => time)
  return [
    times,
    [...past.map(([, inUse]) => inUse), ...ahead.map(() => null)],
    // The dashed line begins where the drawn one ends.
    ahead.length === 0
      ? times.map(() => null)
      : [...past.map((_, at) => (at === past.length - 1 ? last : null)), ...ahead.map(([, inUse]) => inUse)],
    times.map(() => limit),
  ]
}
