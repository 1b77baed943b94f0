import { describe, expect, it } from 'vitest'
import type { Effects, SeatChange } from '../src/api/types'
import { accessChanges, changesAnything, sentences } from '../src/imports/sentences'

const seat = (institution: number, before: number, after: number): SeatChange => ({ institution, before, after, limit: null })
const texts = (effects: Partial<Effects>, seats: SeatChange[], tense: 'will' | 'was' = 'will'): string[] =>
  sentences(effects, seats, tense).map(({ text }) => text)

describe('sentences', () => {
  it('tells a deactivation in the order of its consequences', () => {
    const effects = { deactivate: 996, leave_group: 3, nothing_to_do: 1, refused: 4 }
    expect(texts(effects, [seat(1, 1500, 1004), seat(2, 800, 300)])).toEqual([
      '996 accounts will be deactivated',
      '996 seats freed',
      '3 group memberships will end',
      '1 row needs nothing: already in place',
      '4 rows are refused and change nothing',
    ])
  })

  it('tells it in the past once it is done', () => {
    expect(texts({ deactivate: 1, refused: 1 }, [seat(1, 5, 4)], 'was')).toEqual([
      '1 account was deactivated',
      '1 seat freed',
      '1 row was refused and changed nothing',
    ])
  })

  it('says in what status a bulk action finds those whom it need not change', () => {
    const told = (action: string | null) => sentences({ nothing_to_do: 3 }, [], 'will', 'import', action).map(({ text }) => text)
    expect(told('deactivate')).toEqual(['3 rows need nothing: already deactivated'])
    expect(told('enable')).toEqual(['3 rows need nothing: already active'])
    expect(told(null)).toEqual(['3 rows need nothing: already in place'])
  })

  it('cannot be taken to say that groups remain', () => {
    for (const tense of ['will', 'was'] as const) {
      const [ends, begins] = tense === 'will' ? ['will end', 'will begin'] : ['ended', 'began']
      expect(texts({ leave_group: 16 }, [], tense)).toEqual([`16 group memberships ${ends}`])
      expect(texts({ leave_group: 1, join_group: 3 }, [], tense)).toEqual([`1 group membership ${ends}`, `3 group memberships ${begins}`])
    }
  })

  it('does not set seats that are freed against seats that are taken elsewhere', () => {
    expect(texts({ create: 5, deactivate: 5 }, [seat(1, 10, 5), seat(2, 10, 15)])).toEqual([
      '5 accounts will be deactivated',
      '5 accounts will be created',
      '5 seats freed',
      '5 seats taken',
    ])
  })

  it('groups large numbers and mentions nothing that does not occur', () => {
    expect(texts({ disable: 1_234_567, enable: 0 }, [])).toEqual(['1,234,567 accounts will be disabled'])
    expect(texts({}, [seat(1, 5, 5)])).toEqual([])
  })
})

describe('a package from a student information system', () => {
  it('tells deletions before all else, and classes and institutions where they occur', () => {
    const effects = { deactivate: 2, delete: 1, add_institution: 1, change_class: 4, remove_class: 0, record_activity: 3 }
    expect(sentences(effects, [], 'will').map(({ tone, text }) => [tone, text])).toEqual([
      ['destroys', '1 account will be deleted for good'],
      ['ends', '2 accounts will be deactivated'],
      ['changes', '1 institution will be added'],
      ['changes', '4 classes will change'],
      ['changes', '3 accounts will get newer log-ins or grades'],
    ])
  })
})

describe('changesAnything', () => {
  it('is false for rows that are refused or in place', () => {
    expect(changesAnything({ nothing_to_do: 10, refused: 2 })).toBe(false)
    expect(changesAnything({ join_group: 1 })).toBe(true)
  })
})

describe('accessChanges', () => {
  it('counts deletions apart, because they are final', () => {
    expect(accessChanges({ delete: 7, deactivate: 1 })).toEqual({ destroy: 7, end: 1, open: 0 })
  })

  it('separates who loses access from who gains it', () => {
    expect(accessChanges({ deactivate: 2, disable: 3, reactivate: 4, change_profile: 9 })).toEqual({ destroy: 0, end: 5, open: 4 })
  })
})

describe('a batch that is taken back or given again', () => {
  it('counts single changes, not rows, and tells what somebody has changed since', () => {
    const effects = { reactivate: 994, kept: 2, nothing_to_do: 1, refused: 3 }
    expect(sentences(effects, [], 'will', 'reversal').map(({ tone, text }) => [tone, text])).toEqual([
      ['begins', '994 accounts will be reactivated'],
      ['kept', '2 changes stay: somebody has changed the same since'],
      ['quiet', '1 change needs nothing: it is as before already'],
      ['refused', '3 changes cannot be put back'],
    ])
    expect(sentences({ refused: 1 }, [], 'was', 'replay').map(({ text }) => text)).toEqual(['1 change could not be made again'])
  })
})
