import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { entriesOf, MOST_FILES } from '../src/archive/entries'
import { PackageFault } from '../src/archive/fault'
import { pack } from '../src/archive/pack'
import { unpack } from '../src/archive/unpack'

const MEBIBYTE = 1_048_576
const CENTRAL = 0x02014b50

const zipOf = (files: Record<string, string | Uint8Array>, level: 0 | 6 = 6): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text])), {
    level,
  }) as Uint8Array<ArrayBuffer>

async function unpacked(zip: BlobPart): Promise<Record<string, string>> {
  const blob = new Blob([zip])
  const found: Record<string, string> = {}
  for (const entry of await entriesOf(blob)) {
    const parts: BlobPart[] = []
    await unpack(blob, entry, (bytes) => parts.push(bytes as Uint8Array<ArrayBuffer>))
    found[entry.name] = await new Blob(parts).text()
  }
  return found
}

async function faultOf(zip: BlobPart): Promise<[string, string]> {
  const thrown: unknown = await unpacked(zip).then(
    () => 'nothing',
    (error: unknown) => error,
  )
  if (!(thrown instanceof PackageFault)) throw new Error(`expected a fault, not ${String(thrown)}`)
  return [thrown.code, thrown.message]
}

/** Changes the archive's directory; the places count from the beginning of each file's record in it. */
function withDirectory(zip: Uint8Array<ArrayBuffer>, change: (record: DataView, index: number) => void): Uint8Array<ArrayBuffer> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  let index = 0
  for (let at = 0; at < zip.byteLength - 46; at++) {
    if (view.getUint32(at, true) === CENTRAL) change(new DataView(zip.buffer, zip.byteOffset + at), index++)
  }
  return zip
}

describe('a good archive', () => {
  const files = { 'users.csv': 'import_id\n1\n', 'classes.csv': 'import_id\n2\n' }

  it('gives its files, deflated or stored', async () => {
    expect(await unpacked(zipOf(files))).toEqual(files)
    expect(await unpacked(zipOf(files, 0))).toEqual(files)
  })

  it('may have one folder around everything, and what macOS adds', async () => {
    const zip = zipOf({
      'export/': '',
      'export/users.csv': 'a\n',
      'export/.DS_Store': 'x',
      'export/._users.csv': 'x',
      'export/Thumbs.db': 'x',
      '__MACOSX/export/._users.csv': 'x',
      'export/Élèves.csv': 'b\n',
    })
    expect(await unpacked(zip)).toEqual({ 'users.csv': 'a\n', 'Élèves.csv': 'b\n' })
  })

  it('may stand behind other bytes and be followed by a comment', async () => {
    const zip = zipOf(files)
    const view = new DataView(zip.buffer, zip.byteOffset)
    view.setUint16(zip.byteLength - 2, 5, true)
    expect(await unpacked(await new Blob(['#!/bin/sh\n', zip, 'hello']).bytes())).toEqual(files)
  })

  it('may hold text that looks like the inside of an archive', async () => {
    const text = 'name\n"PK\x01\x02PK\x05\x06 PK\x07\x08 PK\x03\x04"\n'
    expect(await unpacked(zipOf({ 'users.csv': text }, 0))).toEqual({ 'users.csv': text })
  })

  it('may compress well below a mebibyte', async () => {
    const text = '\n'.repeat(MEBIBYTE)
    expect(await unpacked(zipOf({ 'users.csv': text }))).toEqual({ 'users.csv': text })
  })
})

describe('a bad archive is refused', () => {
  const one = (): Uint8Array<ArrayBuffer> => zipOf({ 'users.csv': 'import_id\n1\n' })

  it.each(['../users.csv', 'a/../../users.csv', '/etc/users.csv', 'a\\users.csv', 'C:users.csv', 'C:/users.csv', 'users.csv\0.png', 'a\nb.csv'])(
    'for the path %j',
    async (path) => {
      expect((await faultOf(zipOf({ [path]: 'a' })))[0]).toBe('zip-path')
    },
  )

  it('where files lie in several folders', async () => {
    for (const path of ['b/classes.csv', 'classes.csv', 'a/b/classes.csv']) {
      expect((await faultOf(zipOf({ 'a/users.csv': '', [path]: '' })))[0]).toBe('zip-path')
    }
  })

  it('where a file is a link to another one', async () => {
    const zip = withDirectory(one(), (record) => record.setUint16(40, 0xa1ff, true))
    expect(await faultOf(zip)).toEqual(['zip-path', 'the file users.csv leads out of it'])
  })

  it('where a file is encrypted', async () => {
    const zip = withDirectory(one(), (record) => record.setUint16(8, record.getUint16(8, true) | 1, true))
    expect(await faultOf(zip)).toEqual(['zip-encrypted', 'the file users.csv is encrypted'])
  })

  it('where a file is an archive by name or by content', async () => {
    expect((await faultOf(zipOf({ 'users.ZIP': 'a' })))[0]).toBe('zip-nested')
    expect((await faultOf(zipOf({ 'users.csv': zipOf({}) })))[0]).toBe('zip-nested')
    expect(await faultOf(zipOf({ 'users.csv': one() }))).toEqual(['zip-nested', 'the file users.csv in it is an archive itself'])
  })

  it('where it has no file, or too many', async () => {
    expect((await faultOf(zipOf({})))[0]).toBe('zip-empty')
    expect((await faultOf(zipOf({ 'folder/': '' })))[0]).toBe('zip-empty')
    const many = Object.fromEntries(Array.from({ length: MOST_FILES + 1 }, (_, n) => [`${n}.csv`, '']))
    const more = Object.fromEntries(Array.from({ length: 2 * MOST_FILES + 1 }, (_, n) => [`${n}.csv`, '']))
    expect(await faultOf(zipOf(more))).toEqual(['zip-too-many-files', 'it lists 201 files'])
    expect(await faultOf(zipOf(many))).toEqual(['zip-too-many-files', 'it holds 101 files, and a package may have 100'])
  })

  it('where two files have one name', async () => {
    expect((await faultOf(zipOf({ 'users.csv': 'a', 'Users.CSV': 'b' })))[0]).toBe('file-name-duplicate')
  })

  it('where a file would unpack to more than a hundred times its size', async () => {
    const bomb = zipOf({ 'users.csv': new Uint8Array(3 * MEBIBYTE) })
    // The directory tells, so nothing of it is unpacked.
    await expect(entriesOf(new Blob([bomb]))).rejects.toMatchObject({ code: 'zip-bomb' })
  })

  it('where the directory hides how much comes out', async () => {
    const bomb = zipOf({ 'users.csv': new Uint8Array(20 * MEBIBYTE) })
    let most = 0
    const blob = new Blob([withDirectory(bomb, (record) => record.setUint32(24, 1000, true))])
    const [entry] = await entriesOf(blob)
    const unpacking = unpack(blob, entry!, (bytes) => (most += bytes.byteLength))
    await expect(unpacking).rejects.toMatchObject({ code: 'zip-bomb' })
    expect(most).toBeLessThan(34 * MEBIBYTE)
  })

  it('where files share their packed bytes', async () => {
    const zip = zipOf({ 'users.csv': 'a', 'classes.csv': 'a' })
    expect((await faultOf(withDirectory(zip, (record) => record.setUint32(42, 0, true))))[0]).toBe('zip-bomb')
  })

  it('where bytes were changed', async () => {
    const stored = zipOf({ 'users.csv': 'import_id\n1\n' }, 0)
    stored[40] = stored[40]! ^ 1
    expect(await faultOf(stored)).toEqual(['zip-broken', 'the file users.csv is damaged'])
    const deflated = zipOf({ 'users.csv': Array.from({ length: 500 }, (_, n) => `row ${n * 7919}\n`).join('') })
    deflated[200] = deflated[200]! ^ 0xff
    expect((await faultOf(deflated))[0]).toBe('zip-broken')
  })

  it('where it was cut off at any place, or is no archive', async () => {
    const zip = zipOf({ 'users.csv': 'import_id\n1\n', 'classes.csv': 'import_id\n2\n' })
    for (let length = 0; length < zip.byteLength; length++) {
      expect((await faultOf(zip.slice(0, length)))[0]).toBe('zip-broken')
    }
    expect((await faultOf(strToU8('email\nsomeone@school.example\n') as Uint8Array<ArrayBuffer>))[0]).toBe('zip-broken')
  })

  it('where a file is to have more bytes than are there', async () => {
    const zip = withDirectory(one(), (record) => record.setUint32(20, 1000, true))
    expect(await faultOf(zip)).toEqual(['zip-broken', 'it is cut off'])
  })

  it('where any byte differs, or else is read as it is', async () => {
    const zip = zipOf({ 'users.csv': 'import_id\n1\n' }, 0)
    for (let at = 0; at < zip.byteLength; at++) {
      const changed = zip.slice()
      changed[at] = changed[at]! ^ 0x55
      // Whatever comes of it, it is an answer about the archive and no failure of the program.
      await unpacked(changed).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(PackageFault))
    }
  })

  it('where it is packed in an unusual way', async () => {
    const [code, message] = await faultOf(withDirectory(one(), (record) => record.setUint16(10, 12, true)))
    expect([code, message]).toEqual(['zip-broken', 'the file users.csv is packed by method 12, which is not usual for zip archives'])
  })
})

describe('pack', () => {
  it('makes an archive that unpacks to the same files, however alike their rows are', async () => {
    const files = { 'users.csv': 'import_id\n1\n'.repeat(200_000), 'Élèves.csv': '', 'roster.csv': 'class_id\n' }
    const zip = await pack(Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) })))
    expect(await unpacked(zip)).toEqual(files)
    expect(zip.type).toBe('application/zip')
  })
})
