import { describe, expect, it } from 'vitest'
import { bulkOf, csvOf } from '../src/accounts/bulk'
import { daysBefore, queryOf, queryOfOthers } from '../src/accounts/query'
import { Problem } from '../src/api/problem'
import type { Account, Status } from '../src/api/types'
import { byDay, lastUpTo } from '../src/account/days'
import { strings } from '../src/strings'
import { BLANK, changesBetween, errorsOf, faultsOf, valuesOf } from '../src/account/profile'

const account = (of: Partial<Account> & { status?: Status }): Account => ({
  account_id: 'a',
  institution: 1,
  groups: [],
  status: 'active',
  blocked: false,
  deactivated: false,
  takes_seat: true,
  version: 1,
  scheduled: [],
  email: 'ann@school.example',
  user_id: 7,
  ...of,
})

describe('queryOf', () => {
  const asked = { search: ' ann ', cursor: null, limit: 100, reveal: false, today: new Date('2026-03-01T10:00:00Z') }

  it('asks for active accounts only by default', () => {
    expect(queryOf({ view: 'accounts', status: 'active', institution: null }, { ...asked, search: ' ' })).toEqual({
      limit: 100,
      status: ['active'],
    })
  })

  it('asks for every filter that is chosen', () => {
    const route = { view: 'accounts', status: 'all', institution: 3, group: 'g', origin: 'import', idle: 30 } as const
    expect(queryOf(route, { ...asked, reveal: true, cursor: 'c' })).toEqual({
      limit: 100,
      status: ['active', 'disabled', 'deactivated'],
      search: 'ann',
      institution: 3,
      group_id: 'g',
      origin: 'import',
      last_log_in_before: '2026-01-30',
      reveal_hidden: true,
      cursor: 'c',
    })
  })

  it('counts days back over the ends of months and years', () => {
    expect(daysBefore(new Date('2026-01-01T00:00:00Z'), 1)).toBe('2025-12-31')
  })
})

describe('queryOfOthers', () => {
  const shown = { limit: 100, status: ['active' as const], search: 'ann', institution: 3, cursor: 'c' }

  it('asks for the same in every other status', () => {
    expect(queryOfOthers(shown, false)).toEqual({ limit: 100, status: ['disabled', 'deactivated'], search: 'ann', institution: 3 })
    expect(queryOfOthers({ ...shown, status: ['disabled'] }, false)?.status).toEqual(['active', 'deactivated'])
  })

  it('asks nothing where nobody is looked for, or nobody is left out', () => {
    expect(queryOfOthers({ limit: 100, status: ['active'] }, false)).toBeNull()
    expect(queryOfOthers({ ...shown, status: ['active', 'disabled', 'deactivated'] }, false)).toBeNull()
  })

  it('leaves out those that are hidden from a viewer', () => {
    expect(queryOfOthers(shown, true)?.status).toEqual(['disabled'])
  })
})

describe('accounts of other statuses', () => {
  it.each([
    [{ counts: { disabled: 1 }, more: false }, '1 more account fits: it is disabled.'],
    [{ counts: { deactivated: 3 }, more: false }, '3 more accounts fit: they are deactivated.'],
    [{ counts: { disabled: 1, deactivated: 2 }, more: false }, '3 more accounts fit: 1 disabled, 2 deactivated.'],
    [{ counts: { disabled: 40, deactivated: 60 }, more: true }, 'More than 100 other accounts fit that are disabled or deactivated.'],
  ])('are told in a sentence', (others, sentence) => {
    expect(strings.accounts.others(others)).toBe(sentence)
  })
})

describe('a bulk action', () => {
  const active = account({ account_id: '1' })
  const gone = account({ account_id: '2', status: 'deactivated' })
  const nameless = account({ account_id: '3', email: null, username: 'x' })

  it('is for those whom it changes, and names those who cannot be in a file', () => {
    expect(bulkOf('deactivate', [active, gone, nameless])).toEqual({
      action: 'deactivate',
      named: [active],
      unnamed: [nameless],
      others: [gone],
    })
    expect(bulkOf('reactivate', [active, gone]).named).toEqual([gone])
  })

  it('names each account by its email and its ID, as CSV has it', () => {
    const odd = account({ email: '"o,dd"@school.example', user_id: 8 })
    expect(csvOf([active, odd])).toBe('email,user_id\r\nann@school.example,7\r\n"""o,dd""@school.example",8\r\n')
  })
})

describe('a profile that is edited', () => {
  const before = valuesOf(account({ first_name: 'Ann', sis_id: 'S1' }))

  it('sends only what differs, and clears what is blank now', () => {
    expect(changesBetween(before, before)).toEqual({})
    const after = { ...before, first_name: ' ', last_name: ' Lee ', institution: '2', user_id: '' }
    expect(changesBetween(before, after)).toEqual({ first_name: null, last_name: 'Lee', institution: 2 })
  })

  it('tells what is missing or malformed before anything is sent', () => {
    expect(faultsOf(before)).toEqual({})
    expect(Object.keys(faultsOf(BLANK))).toEqual(['email'])
    expect(Object.keys(faultsOf({ ...before, email: 'ann', user_id: 'x' }))).toEqual(['email', 'user_id'])
    expect(faultsOf({ ...BLANK, username: 'ann' })).toEqual({})
  })

  it.each([
    ['identity-taken', 'another account has this username', { username: 'Another account has this username' }],
    ['invalid', 'sis_id is not accepted: it is too long', { sis_id: 'It is too long' }],
    ['invalid', 'account is not accepted: give an email or a username', { email: 'Give an email or a username' }],
    ['seat-limit', 'no seat is free', { institution: 'No seat is free' }],
    ['invalid', 'reason is not accepted: it is too long', {}],
    ['unreachable', 'no answer', {}],
  ])('puts the refusal %s beside its field', (code, detail, errors) => {
    const problem = new Problem(422, { code, detail })
    expect(errorsOf(problem)).toEqual(errors)
  })
})

describe('the timeline', () => {
  const event = (position: number, at: string) =>
    ({ position, at, id: '', type: 'AccountEnabled', channel: 'web', sentence: '', data: {} }) as Parameters<typeof byDay>[0][number]

  it('groups what happened on one day, in the order in which it came', () => {
    const days = byDay([event(9, '2026-03-02T12:00:00'), event(8, '2026-03-02T11:00:00'), event(3, '2026-03-01T12:00:00')])
    expect(days.map(({ events }) => events.map(({ position }) => position))).toEqual([[9, 8], [3]])
  })

  it('finds the last event up to a moment', () => {
    expect(lastUpTo([2, 5, 9], 7)).toBe(1)
    expect(lastUpTo([2, 5, 9], 9)).toBe(2)
    expect(lastUpTo([2, 5, 9], 1)).toBe(0)
  })
})
