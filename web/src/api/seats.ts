import { eventAt, listEvents } from './events'
import { read } from './request'
import { listSteps } from './schedule'
import type { SeatHistory, Seats, SeatStep, Step, StepPage } from './types'

/** Now, or as of a time. */
export const readSeats = (asOf: string | null, signal?: AbortSignal): Promise<Seats> =>
  read<Seats>(asOf === null ? '/seats' : `/seats?${new URLSearchParams({ as_of: asOf })}`, signal)

const PAGE = 1000

/** Every step of a range, oldest first, of one institution or, for null, of the whole domain. */
export async function seatSteps(institution: number | null, since: string | null, until: string | null, signal: AbortSignal): Promise<SeatStep[]> {
  const steps: SeatStep[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ institution: String(institution ?? 'domain'), limit: String(PAGE) })
    if (since) query.set('since', since)
    if (until) query.set('until', until)
    if (cursor) query.set('cursor', cursor)
    const page: SeatHistory = await read<SeatHistory>(`/seats/history?${query}`, signal)
    steps.push(...page.steps)
    cursor = page.next ?? null
  } while (cursor)
  return steps
}

/** What is going to happen, in the order in which it is due. */
export async function stepsAhead(signal: AbortSignal): Promise<Step[]> {
  const steps: Step[] = []
  let cursor: string | null = null
  do {
    const page: StepPage = await listSteps(cursor, signal)
    steps.push(...page.steps)
    cursor = page.next ?? null
  } while (cursor)
  return steps
}

/**
 * How many accounts of an institution a step concerns: each has an event of its own right behind the one that scheduled
 * the step.
 */
export async function accountsOfStep(step: Step, institution: number, signal: AbortSignal): Promise<number> {
  const scheduled = await eventAt(step.position)
  const all = scheduled && 'accounts' in scheduled.data ? scheduled.data.accounts : 0
  if (all === 0) return 0
  const [from, to] = [step.position + 1, step.position + all]
  const page = await listEvents({ from, to, institution, types: ['StepTargeted'], order: 'asc', limit: 1, count: true }, signal)
  return page.count ?? 0
}
