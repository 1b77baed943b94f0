import { describe, expect, it } from 'vitest'
import type { Event } from '../src/api/types'
import { joined } from '../src/batches/rows.svelte'

const event = (position: number, type: string, account: string | null, row: number | null = position): Event =>
  ({
    position,
    type,
    account_id: account,
    account_name: account,
    source: row === null ? null : { file: 'leavers.csv', row },
  }) as unknown as Event

describe('the rows of a batch', () => {
  it('hold all events of one row, also where a page ends between them', () => {
    const first = joined([], [event(1, 'BatchRecorded', null, null), event(2, 'AccountDeactivated', 'amy', 2)])
    const all = joined(first, [event(3, 'GroupLeft', 'amy', 2), event(4, 'AccountDeactivated', 'ben', 3)])
    expect(all.map(({ name, events }) => [name, events.map(({ type }) => type)])).toEqual([
      ['amy', ['AccountDeactivated', 'GroupLeft']],
      ['ben', ['AccountDeactivated']],
    ])
    expect(first[0]?.events).toHaveLength(1)
  })

  it('keep apart what is no account’s, and one account in two rows', () => {
    const all = joined([], [
      event(2, 'GroupAdded', null, null),
      event(3, 'GroupAdded', null, null),
      event(4, 'AccountDisabled', 'amy', 2),
      event(5, 'ProfileChanged', 'amy', 3),
    ])
    expect(all).toHaveLength(4)
  })
})
