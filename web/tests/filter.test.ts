import { describe, expect, it } from 'vitest'
import { countByCode, countBySeverity, countsOf, filterNotices, ofFile } from '../src/check/filter'
import type { Found, Severity } from '../src/check/report'

const notice = (code: string, severity: Severity, row: number, file = 'users.csv'): Found => ({
  file,
  row,
  column: 'email',
  code,
  severity,
  value: null,
  message: '',
  fix: '',
})
const notices = [
  notice('spaces-trimmed', 'note', 2),
  notice('email-malformed', 'error', 3),
  notice('duplicate-row', 'warning', 4),
  notice('email-missing', 'error', 5),
]

describe('countByCode', () => {
  it('lists what refuses rows first, and counts notices that were not kept', () => {
    const counts = { 'spaces-trimmed': 500_000, 'email-missing': 1, 'email-malformed': 7, 'duplicate-row': 2 }
    expect(countByCode(counts, notices).map(({ code, count }) => [code, count])).toEqual([
      ['email-malformed', 7],
      ['email-missing', 1],
      ['duplicate-row', 2],
      ['spaces-trimmed', 500_000],
    ])
  })
})

describe('a code of which no notice was kept', () => {
  const errors = notices.filter(({ severity }) => severity === 'error')
  const counts = { 'email-missing': 1, 'email-malformed': 7, 'column-unknown': 90_000 }

  it('is not taken for an error', () => {
    const codes = countByCode(counts, errors)
    expect(codes.map(({ code, severity }) => [code, severity])).toEqual([
      ['email-malformed', 'error'],
      ['email-missing', 'error'],
      ['column-unknown', null],
    ])
    expect(countBySeverity(codes)).toEqual([{ severity: 'error', count: 8 }])
  })

  it('is a note where another note was kept', () => {
    const codes = countByCode({ ...counts, 'spaces-trimmed': 1, 'duplicate-row': 1 }, notices)
    expect(codes.find(({ code }) => code === 'column-unknown')?.severity).toBe('note')
  })
})

describe('countBySeverity', () => {
  it('sums the codes and leaves out severities that do not occur', () => {
    const codes = countByCode({ 'email-missing': 1, 'email-malformed': 7 }, notices)
    expect(countBySeverity(codes)).toEqual([{ severity: 'error', count: 8 }])
  })
})

describe('one file of a package', () => {
  const summary = (name: string, counts: Record<string, number>) => ({ name, bytes: 1, rows: 1, accepted: 0, refused: 1, counts })
  const overview = {
    profile: 'powerschool-full-v2',
    ok: false,
    files: [summary('classes.csv', { 'row-blank': 2 }), summary('users.csv', { 'row-blank': 1, 'id-missing': 3 })],
  }

  it('has its own counts, and all files have the sums', () => {
    expect(countsOf(overview, 'users.csv')).toEqual({ 'row-blank': 1, 'id-missing': 3 })
    expect(countsOf(overview, null)).toEqual({ 'row-blank': 3, 'id-missing': 3 })
  })

  it('has its own notices', () => {
    const classes = notice('row-blank', 'note', 2, 'classes.csv')
    expect(ofFile([classes, ...notices], 'classes.csv')).toEqual([classes])
    expect(ofFile(notices, null)).toBe(notices)
  })
})

describe('filterNotices', () => {
  it('keeps all, one severity or one code, in the order of the file', () => {
    expect(filterNotices(notices, { by: 'all' })).toBe(notices)
    expect(filterNotices(notices, { by: 'severity', severity: 'error' }).map(({ row }) => row)).toEqual([3, 5])
    expect(filterNotices(notices, { by: 'code', code: 'duplicate-row' }).map(({ row }) => row)).toEqual([4])
  })
})
