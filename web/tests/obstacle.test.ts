import { describe, expect, it } from 'vitest'
import { obstacle } from '../src/check/obstacle'
import type { Overview } from '../src/check/report'

type Counts = Record<string, number>

const overview = (profile: string | null, files: Record<string, [accepted: number, counts: Counts]>): Overview => ({
  profile,
  ok: false,
  files: Object.entries(files).map(([name, [accepted, counts]]) => ({ name, bytes: 10, rows: accepted + 1, accepted, refused: 1, counts })),
})

describe('what keeps a package from being uploaded', () => {
  it('is nothing where rows are good', () => {
    expect(obstacle(overview('benchprep', { 'a.csv': [1, { 'email-missing': 1 }] }))).toBeNull()
  })

  it('is an archive that was refused, whatever else was chosen', () => {
    const found = overview('benchprep', { 'a.csv': [1, {}], 'b.zip': [0, { 'zip-path': 1 }], 'c.csv': [0, { 'file-name-duplicate': 1 }] })
    expect(obstacle(found)).toEqual({ why: 'archive', files: ['b.zip', 'c.csv'] })
  })

  it('is a file that cannot be read', () => {
    expect(obstacle(overview('accounts', { 'a.csv': [1, {}], 'b.csv': [0, { 'not-utf8': 1 }] }))).toEqual({ why: 'unreadable', files: ['b.csv'] })
  })

  it('is a header that fits no profile', () => {
    expect(obstacle(overview(null, { 'a.csv': [0, { 'column-missing': 1 }] }))?.why).toBe('no-profile')
  })

  it('is that the files make no package', () => {
    const found = overview('powerschool-full-v2', { 'roster.csv': [0, { 'users-missing': 1 }] })
    expect(obstacle(found)).toEqual({ why: 'no-package', files: ['roster.csv'] })
  })

  it('is one file refused as a whole, where files rely on each other', () => {
    const files = { 'users.csv': [5, {}], 'classes.csv': [0, { 'column-missing': 1 }] } satisfies Record<string, [number, Counts]>
    expect(obstacle(overview('powerschool-full-v2', files))).toEqual({ why: 'header', files: ['classes.csv'] })
    expect(obstacle(overview('benchprep', files))).toBeNull()
  })

  it('is that no row is good', () => {
    expect(obstacle(overview('benchprep', { 'a.csv': [0, { 'email-missing': 1 }] }))?.why).toBe('nothing-good')
    expect(obstacle(overview('powerschool-partial-v2', { 'update_users.csv': [0, { 'header-only': 1 }] }))?.why).toBe('nothing-good')
  })

  it('r33_is_not_that_a_full_users_csv_has_no_rows', () => {
    expect(obstacle(overview('powerschool-full-v1', { 'Users.csv': [0, { 'header-only': 1 }] }))).toBeNull()
  })
})
