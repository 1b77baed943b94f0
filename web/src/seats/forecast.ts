import type { Step } from '../api/types'

/** What a step that is scheduled will make of the seats, at most: some of its accounts may be there already by then. */
export interface Foreseen {
  step: Step
  /** Below 0 for seats that are freed. */
  change: number
  /** Seats in use from then on, at most or at least. */
  inUse: number
}

const FREES = ['disable', 'deactivate']

/** Steps one after the other, from the seats that are in use now. */
export function foresee(steps: Step[], inUse: number): Foreseen[] {
  let then = inUse
  return steps
    .filter(({ state, accounts }) => state === 'waiting' && accounts > 0)
    .map((step) => {
      const wanted = FREES.includes(step.action) ? -step.accounts : step.accounts
      const after = Math.max(0, then + wanted)
      const change = after - then
      then = after
      return { step, change, inUse: after }
    })
}
