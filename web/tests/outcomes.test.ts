import { describe, expect, it } from 'vitest'
import type { AspectOutcome, Reversal } from '../src/api/types'
import { aspectWords, changedOutcomes, subjectsOf } from '../src/batches/outcomes'

const outcome = (account_id: string | null, aspect: string, what: string, label = account_id): AspectOutcome => ({
  account_id,
  label,
  aspect,
  outcome: what,
})
const plan = (outcomes: AspectOutcome[], outcomes_left_out = 0, kind = 'reversal') =>
  ({ outcomes, outcomes_left_out, kind }) as unknown as Reversal

describe('the outcomes of a plan', () => {
  it('are told by account, in the order of the plan', () => {
    const outcomes = [
      outcome('amy', 'status', 'kept'),
      outcome('amy', 'group:7b', 'kept'),
      outcome('ben', 'status', 'refused'),
      outcome('cem', 'status', 'kept'),
      outcome('dan', 'status', 'reversed'),
    ]
    const kept = subjectsOf(plan(outcomes), 'kept')
    expect(kept.map(({ account, aspects }) => [account, aspects.length])).toEqual([
      ['amy', 2],
      ['cem', 1],
    ])
    expect(subjectsOf(plan(outcomes), 'refused').map(({ account }) => account)).toEqual(['ben'])
  })

  it('tell apart what is no account’s own', () => {
    const outcomes = [outcome(null, 'class', 'kept', 'Algebra'), outcome(null, 'group', 'kept', 'Algebra')]
    expect(subjectsOf(plan(outcomes), 'kept')).toHaveLength(2)
  })

  it('tell apart two classes of one name, and two whose names are gone', () => {
    const outcomes = [
      outcome(null, 'class', 'kept', 'Algebra'),
      outcome(null, 'class', 'kept', 'Algebra'),
      outcome(null, 'class', 'kept'),
      outcome(null, 'class', 'kept'),
    ]
    const kept = subjectsOf(plan(outcomes), 'kept')
    expect(kept.map(({ aspects }) => aspects.length)).toEqual([1, 1, 1, 1])
    expect(new Set(kept.map(({ key }) => key)).size).toBe(4)
  })

  it('name aspects in words, and one that is not known as it is', () => {
    expect(aspectWords('group:Year 7: blue')).toBe('Group Year 7: blue')
    expect(aspectWords('column:last_name')).toBe('Last name')
    expect(aspectWords('status')).toBe('Status')
    expect(aspectWords('novel')).toBe('novel')
  })
})

describe('two plans of a batch', () => {
  it('differ in what is kept, refused or put back now', () => {
    const before = plan([outcome('amy', 'status', 'reversed'), outcome('ben', 'status', 'kept'), outcome('cem', 'status', 'reversed')])
    const after = plan([outcome('amy', 'status', 'kept'), outcome('ben', 'status', 'kept')])
    expect(changedOutcomes(before, after).map(({ account, before, after }) => [account, before, after])).toEqual([
      ['amy', 'reversed', 'kept'],
      ['cem', 'reversed', 'nothing-to-do'],
    ])
  })

  it('differ in one of two classes of one name', () => {
    const before = plan([outcome(null, 'class', 'reversed', 'Algebra'), outcome(null, 'class', 'reversed', 'Algebra')])
    const after = plan([outcome(null, 'class', 'reversed', 'Algebra'), outcome(null, 'class', 'kept', 'Algebra')])
    expect(changedOutcomes(before, after)).toMatchObject([{ label: 'Algebra', before: 'reversed', after: 'kept' }])
  })

  it('do not differ in what is put back and left out of the list', () => {
    const before = plan([outcome('amy', 'status', 'reversed')])
    expect(changedOutcomes(before, plan([], 1))).toEqual([])
    expect(changedOutcomes(plan([], 1), plan([outcome('amy', 'status', 'kept')]))).toMatchObject([{ before: 'reversed', after: 'kept' }])
  })
})
