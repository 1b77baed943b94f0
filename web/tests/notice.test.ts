import { describe, expect, it } from 'vitest'
import { fitsProfile, isMendable, isUnreadable, keyOf, shownValue } from '../src/check/notice'
import type { Notice, Summary } from '../src/check/report'

const notice = (code: string, row: number | null = 2, value: string | null = null): Notice => ({
  row,
  column: 'email',
  code,
  severity: 'error',
  value,
  message: '',
  fix: '',
})
const summary = (profile: string | null, counts: Record<string, number>): Summary => ({
  name: 'people.csv',
  bytes: 10,
  rows: 1,
  accepted: 0,
  refused: 1,
  counts,
  profile,
  ok: false,
})
const fitting = summary('benchprep', { 'email-malformed': 1 })
const unreadable = summary('benchprep', { 'not-utf8': 1 })
const unknown = summary(null, { 'column-missing': 1 })

describe('shownValue', () => {
  it('says "blank" only where the notice says that the cell is blank', () => {
    expect(shownValue(notice('email-malformed', 2, 'broken'))).toBe('cell')
    expect(shownValue(notice('email-missing'))).toBe('blank')
    expect(shownValue(notice('id-missing'))).toBe('blank')
    expect(shownValue(notice('duplicate-row'))).toBe('none')
    expect(shownValue(notice('duplicate-conflict'))).toBe('none')
  })
})

describe('isUnreadable and fitsProfile', () => {
  it('tell a file that is no text from one whose header is unknown', () => {
    expect([fitting, unreadable, unknown].map(isUnreadable)).toEqual([false, true, false])
    expect(isUnreadable(summary(null, { 'file-empty': 1 }))).toBe(true)
    expect([fitting, unreadable, unknown].map(fitsProfile)).toEqual([true, false, false])
  })
})

describe('isMendable', () => {
  it('offers rows of a file that fits a profile', () => {
    expect(isMendable(fitting, notice('email-malformed'))).toBe(true)
    expect(isMendable(fitting, notice('header-only', null))).toBe(false)
    expect(isMendable(unreadable, notice('not-utf8', 3))).toBe(false)
    expect(isMendable(unknown, notice('column-missing', 1))).toBe(false)
  })

  it('offers no blank line, which a row that was left out becomes', () => {
    expect(isMendable(fitting, notice('row-blank'))).toBe(false)
  })
})

describe('keyOf', () => {
  it('stays with the row when notices before it are gone, and is unique', () => {
    const before = [notice('a', null), notice('b', 2), notice('c', 5), notice('d', 5)]
    const keys = (notices: Notice[]): string[] => notices.map((_, index) => keyOf(notices, index))
    expect(keys(before)).toEqual(['file:0', '2:0', '5:0', '5:1'])
    expect(keys(before.slice(2))).toEqual(['5:0', '5:1'])
  })
})
