import { describe, expect, it } from 'vitest'
import { disposition } from '../src/api/imports'
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
