import { read, write } from './request'
import type { SchedulePlan, Scheduled, ScheduleRequest, StepPage } from './types'

const PAGE = 1000

/** Steps that wait, in the order in which they are due. */
export const listSteps = (cursor: string | null, signal?: AbortSignal): Promise<StepPage> =>
  read<StepPage>(`/schedule?${new URLSearchParams({ limit: String(PAGE), ...(cursor ? { cursor } : {}) })}`, signal)

export const planSchedule = (request: ScheduleRequest, key: string): Promise<SchedulePlan> =>
  write<SchedulePlan>('POST', '/schedule', { ...request, mode: 'plan' }, key)

export const schedule = (request: ScheduleRequest, key: string): Promise<Scheduled | SchedulePlan> =>
  write<Scheduled | SchedulePlan>('POST', '/schedule', { ...request, mode: 'apply' }, key)

export const cancelStep = (step: string, key: string): Promise<unknown> =>
  write<unknown>('DELETE', `/schedule/${encodeURIComponent(step)}`, undefined, key)
