import type { Step, StepForecast } from '../api/types'

/** Two steps that belong together: the one takes something, the other gives it back. */
export interface Pair {
  begins: Step
  ends: Step
}

/** The pair of a step; null where it stands alone, or where the other one is not among these. */
export function pairOf(step: Step, steps: Step[]): Pair | null {
  if (step.ends) {
    const begins = steps.find(({ step_id }) => step_id === step.ends)
    return begins ? { begins, ends: step } : null
  }
  const ends = steps.find(({ ends }) => ends === step.step_id)
  return ends ? { begins: step, ends } : null
}

/**
 * The institution of all accounts of a step, by step, where it is known: where as many seats change in one institution
 * as the step has accounts, they are all of it. A pair has the same accounts, so that the one tells it of the other.
 */
export function institutionsOf(steps: Step[], forecast: StepForecast[]): Map<string, number> {
  const known = new Map<string, number>()
  for (const { step_id, accounts, seats } of forecast) {
    const [only, ...others] = seats
    if (only && others.length === 0 && Math.abs(only.after - only.before) === accounts) known.set(step_id, only.institution)
  }
  for (const step of steps) {
    const pair = pairOf(step, steps)
    const institution = pair && (known.get(pair.begins.step_id) ?? known.get(pair.ends.step_id))
    if (institution != null) known.set(step.step_id, institution)
  }
  return known
}
