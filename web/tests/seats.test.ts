import { describe, expect, it } from 'vitest'
import type { InstitutionSeats, SeatStep, Step, StepForecast } from '../src/api/types'
import { beginOf, dayOf, endOfLastMonth, horizonOf, momentOf, yearBefore } from '../src/seats/days'
import { foresee } from '../src/seats/forecast'
import { byFullness, fullnessOf } from '../src/seats/fullness'
import { columnsOf, pointsOf } from '../src/seats/series'

const seats = (name: string, in_use: number, limit: number | null): InstitutionSeats => ({ institution: 1, name, in_use, limit })

describe('fullness', () => {
  it.each([
    [10, null, 'unlimited'],
    [50, 100, 'free'],
    [95, 100, 'nearly'],
    [7, 10, 'nearly'],
    [100, 100, 'full'],
    [0, 0, 'full'],
    [101, 100, 'over'],
    [1, 0, 'over'],
  ] as const)('%i of %s is %s', (in_use, limit, fullness) => {
    expect(fullnessOf({ in_use, limit })).toBe(fullness)
  })

  it('puts the fullest first and those without a limit last', () => {
    const all = [seats('A', 5, null), seats('C', 50, 100), seats('B', 50, 100), seats('D', 1, 0), seats('E', 99, 100)]
    expect(byFullness(all).map(({ name }) => name)).toEqual(['D', 'E', 'B', 'C', 'A'])
  })
})

describe('days', () => {
  const now = new Date(2026, 10, 22, 12)

  it('knows the end of last month and the day a year ago', () => {
    expect(dayOf(now)).toBe('2026-11-22')
    expect(endOfLastMonth(now)).toBe('2026-10-31')
    expect(endOfLastMonth(new Date(2026, 0, 5))).toBe('2025-12-31')
    expect(yearBefore(now)).toBe('2025-11-22')
  })

  it('means the end of a day, and now by today', () => {
    expect(momentOf('2026-10-31', now)).toBe(new Date(2026, 9, 31, 23, 59, 59, 999).toISOString())
    expect(momentOf('2026-11-22', now)).toBeNull()
    expect(momentOf(null, now)).toBeNull()
  })

  it('begins a school year in August', () => {
    expect(beginOf('year', now)).toBe(new Date(2026, 7, 1).toISOString())
    expect(beginOf('year', new Date(2026, 5, 1))).toBe(new Date(2025, 7, 1).toISOString())
    expect(beginOf('month', now)).toBe(new Date(2026, 9, 23).toISOString())
    expect(beginOf('all', now)).toBeNull()
  })

  it('looks as far ahead as back', () => {
    expect(horizonOf('month', now)).toEqual(new Date(2026, 11, 23))
    expect(horizonOf('year', now)).toEqual(new Date(2027, 10, 23))
    expect(horizonOf('all', now)).toBeNull()
  })
})

const step = (at: string, in_use: number): SeatStep => ({ at, in_use, position: 9, first_position: 7, institution: null, batch: null })
const scheduled = (step_id: string, action: string): Step => ({ step_id, action, due: step_id, state: 'waiting' }) as Step
const ahead = (step_id: string, before: number, after: number, more: Partial<StepForecast> = {}): StepForecast => ({
  step_id,
  action: 'disable',
  due: step_id,
  accounts: Math.abs(after - before),
  changed: Math.abs(after - before),
  refused: 0,
  nothing_to_do: 0,
  seats: [],
  domain: { before, after, limit: null },
  ...more,
})

describe('foresee', () => {
  const [july, august, september] = ['2027-07-01T00:00:00Z', '2027-08-01T00:00:00Z', '2027-09-01T00:00:00Z'] as const
  const steps = [scheduled(july, 'disable'), scheduled(august, 'enable'), scheduled(september, 'disable')]
  const told = (forecast: StepForecast[], institution: number | null, inUse: number) =>
    foresee(steps, forecast, institution, inUse).map(({ step, change, inUse, refused }) => [step.due, change, inUse, refused])

  it('r47_tells_what_the_ledger_foresees_and_guesses_nothing', () => {
    expect(told([ahead(july, 1000, 580), ahead(august, 580, 640, { refused: 340 })], null, 1000)).toEqual([
      [july, -420, 580, 0],
      [august, 60, 640, 340],
    ])
  })

  it('leaves out what changes no seat and refuses nobody', () => {
    expect(told([ahead(july, 5, 5, { accounts: 3, nothing_to_do: 3 }), ahead(august, 5, 5, { accounts: 2, refused: 2 })], null, 5)).toEqual([
      [august, 0, 5, 2],
    ])
  })

  it('takes the seats of the institution that is shown', () => {
    const of = (institution: number, before: number, after: number) => ({ institution, before, after, limit: null })
    const forecast = [ahead(july, 90, 70, { seats: [of(1, 40, 30), of(2, 50, 40)] }), ahead(september, 70, 60, { seats: [of(2, 40, 30)] })]
    expect(told(forecast, 1, 40)).toEqual([[july, -10, 30, 0]])
    expect(told(forecast, 2, 50)).toEqual([
      [july, -10, 40, 0],
      [september, -10, 30, 0],
    ])
  })

  it('leaves out a step that was scheduled since the schedule was read', () => {
    expect(told([ahead('2027-06-01T00:00:00Z', 9, 8), ahead(july, 8, 7)], null, 9)).toEqual([[july, -1, 7, 0]])
  })
})

describe('columnsOf', () => {
  it('joins what was, what is foreseen and the limit', () => {
    const points = pointsOf([step('2026-01-02T00:00:00Z', 12), step('2026-01-03T00:00:00Z', 11)], 10)
    expect(points.map(({ before }) => before)).toEqual([10, 12])
    const due = '2026-01-09T00:00:00Z'
    const foreseen = foresee([scheduled(due, 'disable')], [ahead(due, 11, 7)], null, 11)
    const columns = columnsOf(points, 10, '2026-01-01T00:00:00Z', '2026-01-05T00:00:00Z', foreseen, 20)
    const [times, inUse, dashed, limit] = columns
    expect(times.map((time) => new Date(time * 1000).getUTCDate())).toEqual([1, 2, 3, 5, 9])
    expect(inUse).toEqual([10, 12, 11, 11, null])
    expect(dashed).toEqual([null, null, null, 11, 7])
    expect(limit).toEqual([20, 20, 20, 20, 20])
  })
})
