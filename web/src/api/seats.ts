import { read } from './request'
import { listSteps } from './schedule'
import type { SeatForecast, SeatHistory, Seats, SeatStep, Step, StepPage } from './types'

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

/** What each of these steps would do as things stand now; of one institution, what it would do there. */
export const readForecast = (institution: number | null, signal: AbortSignal): Promise<SeatForecast> =>
  read<SeatForecast>(`/seats/forecast?${new URLSearchParams({ institution: String(institution ?? 'domain') })}`, signal)
