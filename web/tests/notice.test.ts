import { describe, expect, it } from 'vitest'
import { isMendable, keyOf, shownValue } from '../src/check/notice'
import type { Found, Overview } from '../src/check/report'

const notice = (code: string, row: number | null = 2, value: string | null = null, file = 'people.csv'): Found => ({
  file,
  row,
  column: 'email',
  code,
  severity: 'error',
  value,
  message: '',
  fix: '',
})
const overview = (profile: string | null, counts: Record<string, number>): Overview => ({
  profile,
  ok: false,
  files: [{ name: 'people.csv', bytes: 10, rows: 1, accepted: 0, refused: 1, counts }],
})
const fitting = overview('benchprep', { 'email-malformed': 1 })
const unreadable = overview('benchprep', { 'not-utf8': 1 })
const unknown = overview(null, { 'column-missing': 1 })

describe('shownValue', () => {
  it('says "blank" only where the notice says that the cell is blank', () => {
    expect(shownValue(notice('email-malformed', 2, 'broken'))).toBe('cell')
    expect(shownValue(notice('email-missing'))).toBe('blank')
    expect(shownValue(notice('id-missing'))).toBe('blank')
    expect(shownValue(notice('duplicate-row'))).toBe('none')
    expect(shownValue(notice('duplicate-conflict'))).toBe('none')
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
    const before = [notice('a', null), notice('b', 2), notice('c', 5), notice('d', 5), notice('d', 5, null, 'roster.csv')]
    const keys = (notices: Found[]): string[] => notices.map((_, index) => keyOf(notices, index))
    expect(keys(before)).toEqual(['people.csv:file:0', 'people.csv:2:0', 'people.csv:5:0', 'people.csv:5:1', 'roster.csv:5:0'])
    expect(keys(before.slice(2))).toEqual(['people.csv:5:0', 'people.csv:5:1', 'roster.csv:5:0'])
  })
})
