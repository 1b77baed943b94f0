import type { Step, StepForecast } from '../api/types'

/** What a step that is scheduled will make of the seats, as things stand now. */
export interface Foreseen {
  step: Step
  /** Accounts that it will change, and those that it will refuse. */
  changed: number
  refused: number
  /** Below 0 for seats that are freed. */
  change: number
  /** Seats in use from then on. */
  inUse: number
}

/**
 * The steps that matter to the seats of an institution or, for null, of what is the whole domain to whoever asks, from
 * the seats that are in use now. What was scheduled or ran between the two answers is in one of them only, and left out.
 */
export function foresee(steps: Step[], forecast: StepForecast[], institution: number | null, inUse: number): Foreseen[] {
  const known = new Map(steps.map((step) => [step.step_id, step]))
  let then = inUse
  return forecast.flatMap(({ step_id, changed, refused, seats, domain }) => {
    const step = known.get(step_id)
    const there = institution === null ? domain : seats.find((seat) => seat.institution === institution)
    const change = there ? there.after - there.before : 0
    then = there?.after ?? then
    return step && (change !== 0 || refused > 0) ? [{ step, changed, refused, change, inUse: then }] : []
  })
}
