import { describe, expect, it } from 'vitest'
import type { InstitutionSeats, Step, SeatStep } from '../src/api/types'
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
const scheduled = (action: string, accounts: number, due: string, state = 'waiting'): Step =>
  ({ step_id: due, action, accounts, due, state }) as Step

describe('foresee', () => {
  it('adds steps up, one after the other', () => {
    const steps = [
      scheduled('disable', 420, '2027-07-01T00:00:00Z'),
      scheduled('enable', 400, '2027-08-01T00:00:00Z'),
      scheduled('disable', 5, '2027-08-02T00:00:00Z', 'cancelled'),
      scheduled('deactivate', 0, '2027-08-03T00:00:00Z'),
    ]
    expect(foresee(steps, 1000).map(({ change, inUse }) => [change, inUse])).toEqual([
      [-420, 580],
      [400, 980],
    ])
    expect(foresee(steps, 100)[0]).toMatchObject({ change: -100, inUse: 0 })
  })
})

describe('columnsOf', () => {
  it('joins what was, what is foreseen and the limit', () => {
    const points = pointsOf([step('2026-01-02T00:00:00Z', 12), step('2026-01-03T00:00:00Z', 11)], 10)
    expect(points.map(({ before }) => before)).toEqual([10, 12])
    const ahead = foresee([scheduled('disable', 4, '2026-01-09T00:00:00Z')], 11)
    const columns = columnsOf(points, 10, '2026-01-01T00:00:00Z', '2026-01-05T00:00:00Z', ahead, 20)
    const [times, inUse, foreseen, limit] = columns
    expect(times.map((time) => new Date(time * 1000).getUTCDate())).toEqual([1, 2, 3, 5, 9])
    expect(inUse).toEqual([10, 12, 11, 11, null])
    expect(foreseen).toEqual([null, null, null, 11, 7])
    expect(limit).toEqual([20, 20, 20, 20, 20])
  })
})
