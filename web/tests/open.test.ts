import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { open } from '../src/check/reading/open'
import type { Stripper } from '../src/check/reading/passwords'

/** Stands in for the validator's: takes every "secret" out, however the bytes are split. */
function stripper(): Stripper {
  let text = ''
  let found = 0
  return {
    push(bytes) {
      text += new TextDecoder().decode(bytes)
      return new Uint8Array()
    },
    finish() {
      found = text.split('secret').length - 1
      return strToU8(text.replaceAll('secret', ''))
    },
    stripped: () => found > 0,
    strippedRows: () => found,
    free: () => {},
  }
}

const file = (name: string, text: string): File => new File([text], name)
const zip = (name: string, files: Record<string, string>): File =>
  new File([zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))) as Uint8Array<ArrayBuffer>], name)

async function opened(chosen: File[]) {
  const { files, faults } = await open(chosen.map((blob) => ({ name: blob.name, blob })), stripper, () => {})
  const texts = await Promise.all(files.map(async ({ name, blob, passwords }) => [name, await blob.text(), passwords]))
  return { texts, faults, files }
}

describe('open', () => {
  it('makes one package of CSVs and archives, in the order of their names', async () => {
    const { texts, faults } = await opened([file('users.csv', 'u'), zip('more.zip', { 'x/roster.csv': 'r', 'x/classes.csv': 'c' })])
    expect(texts).toEqual([['classes.csv', 'c', 0], ['roster.csv', 'r', 0], ['users.csv', 'u', 0]])
    expect(faults).toEqual([])
  })

  it('r25_takes_passwords_out_of_csvs_and_archives', async () => {
    const { texts } = await opened([file('users.csv', 'a,secret\nb,secret\n'), zip('more.zip', { 'update_users.csv': 'c,secret\n' })])
    expect(texts).toEqual([['update_users.csv', 'c,\n', 1], ['users.csv', 'a,\nb,\n', 2]])
  })

  it('keeps a file without passwords as it is, without a copy', async () => {
    const chosen = file('users.csv', 'a,b\n')
    expect((await opened([chosen])).files[0]?.blob).toBe(chosen)
  })

  it('takes nothing of an archive that is at fault, and all of the others', async () => {
    const { texts, faults } = await opened([zip('bad.zip', { 'users.csv': 'u', '../evil.csv': 'e' }), zip('good.zip', { 'roster.csv': 'r' })])
    expect(texts).toEqual([['roster.csv', 'r', 0]])
    expect(faults).toEqual([{ name: 'bad.zip', code: 'zip-path', message: 'the file ../evil.csv leads out of it' }])
  })

  it('takes none of several files with one name', async () => {
    const { texts, faults } = await opened([file('users.csv', '1'), zip('a.zip', { 'Users.csv': '2', 'roster.csv': 'r' })])
    expect(texts).toEqual([['roster.csv', 'r', 0]])
    expect(faults).toEqual([{ name: 'users.csv', code: 'file-name-duplicate', message: '2 files were chosen that have this name' }])
  })

  it('refuses more than a hundred files', async () => {
    const { texts, faults } = await opened(Array.from({ length: 101 }, (_, n) => file(`${n}.csv`, '')))
    expect(texts.length).toBe(100)
    expect(faults.map(({ code }) => code)).toEqual(['zip-too-many-files'])
  })
})
