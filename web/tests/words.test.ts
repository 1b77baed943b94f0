import { describe, expect, it } from 'vitest'
import type { Action, Change, Effects } from '../src/api/types'
import { unlisted } from '../src/imports/unlisted'
import { strings, withGroupedNumbers } from '../src/strings'

const NONE = { create: 0, enable: 0, reactivate: 0, deactivate: 0, disable: 0, delete: 0, change_profile: 0 } as Effects

describe('what a full import makes of a change by hand', () => {
  const of = (action: Action) => strings.act.imported(action)

  it('r38_is that whoever is let in stays, unless blocked or left out there', () => {
    for (const action of ['enable', 'reactivate'] as const)
      expect(of(action)).toMatch(/This lasts unless its next full import blocks this person or no longer lists them\.$/)
  })

  it('r38_is that whoever is shut out comes back where still listed', () => {
    expect(of('deactivate')).toMatch(/still lists this person, the account is reactivated\./)
    expect(of('disable')).toMatch(/still lists this person as allowed to log in, the account is enabled again\./)
  })

  it('r38_is told of many, and of some among many', () => {
    expect(strings.bulk.imported('deactivate', 3, 3)).toMatch(/^They come from .* still lists them, they are reactivated\./)
    expect(strings.bulk.imported('deactivate', 1, 3)).toMatch(/^1 of them comes from .* still lists this person/)
  })
})

describe('what a yes means', () => {
  it('names only what occurs', () => {
    expect(strings.consent.ends({ ...NONE, deactivate: 994 })).toMatch(/^The 994 who are deactivated can no longer log in/)
    expect(strings.consent.ends({ ...NONE, deactivate: 1, disable: 1 })).toMatch(/^The 2 who are deactivated or disabled/)
    expect(strings.consent.opens({ ...NONE, enable: 2 })).toBe('Whoever is enabled can log in from this moment and takes a seat.')
  })
})

describe('what a plan does besides the changes that it lists', () => {
  const change = (...effects: string[]): Pick<Change, 'effects'> => ({ effects })

  it('is what it counts and does not list', () => {
    const listed = [change('AccountDeactivated', 'GroupLeft'), change('AccountDeactivated'), change('ProfileChanged')]
    expect(unlisted({ ...NONE, deactivate: 994, change_profile: 1 }, listed)).toEqual({ deactivate: 992 })
  })
})

describe('a guard’s sentence', () => {
  it('has its numbers as they are written everywhere, and names as they are', () => {
    const told = 'the batch would end 16218 of the 19158 active or disabled accounts of Class of 2026; the limit is 3831 (20 %)'
    expect(withGroupedNumbers(told)).toBe(
      'the batch would end 16,218 of the 19,158 active or disabled accounts of Class of 2026; the limit is 3,831 (20 %)',
    )
  })
})
