import { describe, expect, it } from 'vitest'
import type { Step, StepForecast } from '../src/api/types'
import { institutionsOf, pairOf } from '../src/settings/steps'
import { localTime } from '../src/strings'
import { noEnd } from '../src/strings/settings'

const step = (step_id: string, ends: string | null = null): Step => ({ step_id, ends, accounts: 5 }) as Step
const seat = (institution: number, before: number, after: number) => ({ institution, before, after, limit: null })
const ahead = (step_id: string, ...seats: StepForecast['seats']): StepForecast => ({ step_id, accounts: 5, seats }) as StepForecast

const [begins, ends, alone] = [step('begins'), step('ends', 'begins'), step('alone')]
const steps = [begins, alone, ends]

describe('a pair of steps', () => {
  it('is found from either side', () => {
    expect(pairOf(begins, steps)).toEqual({ begins, ends })
    expect(pairOf(ends, steps)).toEqual({ begins, ends })
    expect(pairOf(alone, steps)).toBeNull()
    expect(pairOf(ends, [ends, alone])).toBeNull()
  })

  it('says who stays locked out when only its end is cancelled', () => {
    const due = '2026-12-19T08:00:00Z'
    expect(noEnd({ action: 'enable', accounts: 805 }, { due })).toBe(
      `The block then has no end: 805 accounts are disabled on ${localTime(due)} and stay so until somebody enables them.`,
    )
    expect(noEnd({ action: 'reactivate', accounts: 1 }, null)).toBe(
      'The block then has no end: whoever the earlier step has deactivated stays deactivated until somebody reactivates them.',
    )
  })
})

describe('the institution of a step', () => {
  it('is known where every account changes a seat of one institution, and of the other step of the pair', () => {
    const known = institutionsOf(steps, [ahead('begins', seat(3, 9, 4)), ahead('ends', seat(3, 4, 6)), ahead('alone', seat(3, 9, 6))])
    expect([...known]).toEqual([['begins', 3], ['ends', 3]])
  })

  it('is not guessed where accounts are of several', () => {
    expect(institutionsOf(steps, [ahead('alone', seat(1, 9, 6), seat(2, 9, 7))]).size).toBe(0)
  })
})
