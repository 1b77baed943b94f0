import { describe, expect, it } from 'vitest'
import { rowsThatChange } from '../src/api/batches'
import type { Batch } from '../src/api/types'

const effects = { deactivate: 997, nothing_to_do: 1, refused: 2, leave_group: 16 } as Batch['effects']
const file = (rows: number): Batch['files'][number] => ({ name: 'leavers.csv', rows, sha256: '' })

describe('rowsThatChange', () => {
  it('counts the rows of all files but those that were refused or in place', () => {
    expect(rowsThatChange({ files: [file(600), file(400)], effects })).toBe(997)
  })
})
