import { read, search, write } from './request'
import type { Action, SchedulePlan, Scheduled, ScheduleRequest, StepPage, StepsCancelled } from './types'

export interface StepFilter {
  action: Action | null
  institution: number | null
  /** Also those that ran or were cancelled. */
  all: boolean
  /** 1 to 1,000 at once. */
  limit: number
}

/** Accounts that the server takes at once, named one by one. */
export const MOST_SCHEDULED = 1000

const WAITING: StepFilter = { action: null, institution: null, all: false, limit: 1000 }

/** Steps in the order in which they are due; those that wait, unless the filter says more. */
export function listSteps(cursor: string | null, signal?: AbortSignal, filter = WAITING): Promise<StepPage> {
  const query = new URLSearchParams({ limit: String(filter.limit), all: String(filter.all) })
  if (filter.action) query.set('action', filter.action)
  if (filter.institution !== null) query.set('institution', String(filter.institution))
  if (cursor) query.set('cursor', cursor)
  return read<StepPage>(`/schedule?${query}`, signal)
}

/** What it would do; records nothing. */
export const planSchedule = (request: ScheduleRequest): Promise<SchedulePlan> =>
  search<SchedulePlan>('/schedule', { ...request, mode: 'plan' })

export const schedule = (request: ScheduleRequest, key: string): Promise<Scheduled | SchedulePlan> =>
  write<Scheduled | SchedulePlan>('POST', '/schedule', { ...request, mode: 'apply' }, key)

export const cancelStep = (step: string, key: string): Promise<StepsCancelled> =>
  write<StepsCancelled>('DELETE', `/schedule/${encodeURIComponent(step)}`, undefined, key)
