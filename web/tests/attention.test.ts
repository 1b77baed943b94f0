import { describe, expect, it } from 'vitest'
import type { Step, Seats } from '../src/api/types'
import { dueSoon, shortOf, worthAsking } from '../src/home/attention'
import { fullnessOf } from '../src/seats/fullness'

const seats = (domain: [number, number | null], ...institutions: [number, number | null][]): Seats => ({
  at: '2026-11-22T12:00:00.000Z',
  domain: { in_use: domain[0], limit: domain[1] },
  seats: institutions.map(([in_use, limit], index) => ({ institution: index + 1, name: `School ${index + 1}`, in_use, limit })),
})

const told = (given: Seats): string[] => shortOf(given).map(({ institution, fullness }) => `${institution} ${fullness}`)

describe('shortOf', () => {
  it('tells where few seats are left, the fullest first, and the domain before all', () => {
    const given = seats([980, 1000], [95, 100], [101, 100], [100, 100], [94, 100], [500, null])
    expect(told(given)).toEqual(['null nearly', '2 over', '3 full', '1 nearly'])
  })

  it('calls nothing short that the page of the seats calls free', () => {
    const given = seats([18164, 19500], [93, 100], [94, 100])
    expect(fullnessOf(given.domain)).toBe('free')
    expect(told(given)).toEqual([])
  })

  it('is silent where there are no limits, and where nobody is meant to have a seat', () => {
    expect(told(seats([5000, null], [4000, null], [0, 0]))).toEqual([])
  })

  it('tells an institution that is a domain by itself once', () => {
    expect(told(seats([99, 100], [99, 100]))).toEqual(['1 nearly'])
  })
})

describe('dueSoon', () => {
  // In the person's own zone, whichever it is.
  const at = (day: number, hour = 9): string => new Date(2026, 10, day, hour).toISOString()
  const now = new Date(2026, 10, 22, 12)
  const step = (action: string, due: string, accounts: number): Step =>
    ({ step_id: `${action} ${due}`, action, due, accounts, state: 'waiting' }) as Step

  it('counts the accounts of each action day by day, until the seventh day is over', () => {
    const steps = [step('disable', at(24), 3), step('enable', at(24, 10), 1), step('disable', at(24, 17), 4), step('disable', at(29, 23), 5), step('disable', at(30, 0), 6)]
    expect(dueSoon(steps, now)).toEqual([
      { due: at(24), late: false, actions: [{ action: 'disable', accounts: 7 }, { action: 'enable', accounts: 1 }] },
      { due: at(29, 23), late: false, actions: [{ action: 'disable', accounts: 5 }] },
    ])
  })

  it('says of what should have happened that it is late, but not before the server has had its time', () => {
    const justNow = new Date(now.getTime() - 5 * 60_000).toISOString()
    const days = dueSoon([step('disable', at(21), 2), step('disable', at(22, 8), 1), step('enable', justNow, 3)], now)
    expect(days.map(({ late, due }) => [late, due])).toEqual([[true, at(21)], [true, at(22, 8)], [false, justNow]])
  })

  it('leaves out what concerns nobody any more', () => {
    expect(dueSoon([step('disable', at(24), 0)], now)).toEqual([])
  })
})

describe('worthAsking', () => {
  it('leaves out a plan that would record nothing', () => {
    const plan = (effects: object): never => ({ effects }) as never
    const doing = plan({ deactivate: 1, refused: 3 })
    expect(worthAsking([plan({ nothing_to_do: 40, refused: 2 }), doing])).toEqual([doing])
  })
})
