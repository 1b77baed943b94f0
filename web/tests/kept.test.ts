import { describe, expect, it } from 'vitest'
import type { AspectOutcome, Effects, Status } from '../src/api/types'
import { isAsBefore } from '../src/batches/keptNow.svelte'

const NONE = { deactivate: 0, reactivate: 0, disable: 0, enable: 0 } as Effects

const asBefore = (status: Status | undefined, effects: Partial<Effects>, ...aspects: string[]): boolean =>
  isAsBefore(
    { key: 'a', account: 'a', label: null, aspects: aspects.map((aspect) => ({ aspect, outcome: 'kept' }) as AspectOutcome) },
    status,
    { ...NONE, ...effects },
  )

describe('an account that a reversal keeps', () => {
  it('is as before where somebody took back the same', () => {
    expect(asBefore('active', { deactivate: 994 }, 'status')).toBe(true)
    expect(asBefore('deactivated', { reactivate: 2 }, 'status')).toBe(true)
    expect(asBefore('disabled', { enable: 2 }, 'block')).toBe(true)
    expect(asBefore('active', { disable: 2 }, 'block')).toBe(true)
  })

  it('is not where somebody did the same again, or something else', () => {
    expect(asBefore('deactivated', { deactivate: 994 }, 'status')).toBe(false)
    expect(asBefore('active', { reactivate: 2 }, 'status')).toBe(false)
    expect(asBefore('active', { deactivate: 994 }, 'status', 'column:email')).toBe(false)
  })

  it('is taken for changed where there is doubt', () => {
    expect(asBefore(undefined, { deactivate: 994 }, 'status')).toBe(false)
    expect(asBefore('active', { deactivate: 3, reactivate: 3 }, 'status')).toBe(false)
    expect(asBefore('deactivated', { disable: 2 }, 'block')).toBe(false)
  })
})
