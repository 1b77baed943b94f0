import { describe, expect, it } from 'vitest'
import { Decision, type Decidable } from '../src/imports/decision.svelte'

const GUARD = { code: 'share-of-institution', message: 'more than a fifth', limit: 20, actual: 40 }
const plan = (stopped: string | null, guards = [GUARD]): Decidable => ({ stopped, guards })

function decided(shown: Decidable): { decision: Decision; show: (plan: Decidable) => void } {
  let current = shown
  return { decision: new Decision(() => current), show: (plan) => (current = plan) }
}

describe('a decision on a plan', () => {
  it('may go on where nothing stops the plan, or only that it was made again', () => {
    for (const stopped of [null, 'plan-changed']) {
      const { decision } = decided(plan(stopped, []))
      expect([decision.isComplete, decision.override]).toEqual([true, null])
    }
  })

  it('needs a reason where a guard stops the plan', () => {
    const { decision } = decided(plan(GUARD.code))
    expect(decision.isComplete).toBe(false)
    decision.overriding = true
    expect(decision.isComplete).toBe(false)
    decision.reason = ' the year ends '
    expect([decision.isComplete, decision.override]).toEqual([true, 'the year ends'])
  })

  it('stops at what nobody can override', () => {
    const { decision } = decided(plan('all-or-nothing'))
    decision.overriding = true
    decision.reason = 'the year ends'
    expect([decision.stoppedOtherwise, decision.isComplete]).toEqual(['all-or-nothing', false])
  })

  it('r60_an_override_is_of_the_plan_that_was_shown_and_of_no_later_one', () => {
    const { decision, show } = decided(plan(GUARD.code))
    decision.overriding = true
    decision.reason = 'the year ends'
    show(plan('plan-changed'))
    expect([decision.overriding, decision.reason, decision.isComplete]).toEqual([false, '', false])
  })
})
