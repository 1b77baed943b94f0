import { describe, expect, it } from 'vitest'
import { disposition } from '../src/api/imports'
import { mendedName, refusedName, templateName } from '../src/check/names'
import { nameWith } from '../src/parts/download'

describe('disposition', () => {
  it('encodes what a header cannot carry', () => {
    expect(disposition('leavers.csv')).toBe("attachment; filename*=UTF-8''leavers.csv")
    expect(disposition('Élèves d’"été" (1)*\r\n.csv')).toBe(
      "attachment; filename*=UTF-8''%C3%89l%C3%A8ves%20d%E2%80%99%22%C3%A9t%C3%A9%22%20%281%29%2A%0D%0A.csv",
    )
  })
})

describe('nameWith', () => {
  it('puts the suffix before the extension', () => {
    expect(nameWith('leavers.2026.csv', 'mended')).toBe('leavers.2026-mended.csv')
    expect(nameWith('leavers', 'refused')).toBe('leavers-refused.csv')
  })
})

describe('mendedName', () => {
  it('changes a name, unless it decides what the rows mean', () => {
    expect(mendedName('leavers.csv', 'benchprep')).toBe('leavers-mended.csv')
    expect(mendedName('users.csv', 'powerschool-full-v2')).toBe('users.csv')
    expect(mendedName('people.csv', null)).toBe('people-mended.csv')
  })
})

describe('refusedName', () => {
  it('r17_makes_partial_files_of_a_full_import', () => {
    expect(refusedName('users.csv', 'powerschool-full-v1')).toBe('update_users.csv')
    expect(refusedName('roster.csv', 'powerschool-full-v2')).toBe('update_roster.csv')
    expect(refusedName('update_users.csv', 'powerschool-partial-v2')).toBe('update_users.csv')
    expect(refusedName('leavers.csv', 'benchprep')).toBe('leavers-refused.csv')
  })
})

describe('templateName', () => {
  it('is the name that the rows need', () => {
    expect(['benchprep', 'powerschool-full-v1', 'powerschool-partial-v2'].map(templateName)).toEqual(['benchprep.csv', 'users.csv', 'update_users.csv'])
  })
})
