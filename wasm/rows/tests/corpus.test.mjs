// The corpus through the WebAssembly module: the same files must give the same reports as natively.
// `cargo xtask wasm` builds the module first; `node --test wasm/rows/tests/` runs this.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import {
  Checker,
  Mender,
  PasswordStripper,
  Picker,
  fileNames,
  initSync,
  profiles,
  templateOf,
  templates,
} from '../../../web/src/generated/rows/rollbook_rows.js'

const root = new URL('../../../', import.meta.url)
initSync({ module: readFileSync(new URL('web/src/generated/rows/rollbook_rows_bg.wasm', root)) })

const corpus = new URL('tests/corpus/', root)

/** What is checked together: each file, or folder of files, of a profile's directory. */
const cases = entries(corpus)
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: profile }) =>
    entries(new URL(`${profile}/`, corpus)).map((entry) => ({
      profile,
      name: entry.name.replace(/\.csv$/, ''),
      files: entry.isDirectory()
        ? filesOf(new URL(`${profile}/${entry.name}/`, corpus), '')
        : [{ name: entry.name, url: new URL(`${profile}/${entry.name}`, corpus) }],
    })),
  )

function entries(directory) {
  return readdirSync(directory, { withFileTypes: true })
}

/** All files below a folder, by their paths in it. */
function filesOf(directory, path) {
  return entries(directory).flatMap((entry) =>
    entry.isDirectory()
      ? filesOf(new URL(`${entry.name}/`, directory), `${path}${entry.name}/`)
      : [{ name: path + entry.name, url: new URL(entry.name, directory) }],
  )
}

function* pieces(bytes, length) {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length)
}

function check(profile, name, bytes, length = 11) {
  const checker = new Checker(profile)
  checker.begin(name)
  for (const piece of pieces(bytes, length)) checker.push(piece)
  return { report: checker.finish(), checker }
}

function transform(bytes, transformation) {
  const parts = [...pieces(bytes, 5)].map((piece) => transformation.push(piece))
  return Buffer.concat([...parts, transformation.finish()]).toString()
}

test('there are files to check', () => assert.ok(cases.length >= 60))

for (const { profile, name, files } of cases) {
  test(`${profile}/${name} gives its report`, () => {
    const checker = new Checker(profile)
    for (const { name, url } of files) {
      checker.begin(name)
      for (const piece of pieces(readFileSync(url), 11)) checker.push(piece)
    }
    const golden = new URL(`tests/golden/reports/${profile}-${name}.json`, root)
    assert.deepEqual(checker.finish(), JSON.parse(readFileSync(golden, 'utf8')))
  })
}

test('profiles and their templates are told', () => {
  assert.deepEqual(profiles(), [
    'benchprep',
    'accounts',
    'activity',
    'powerschool-full-v1',
    'powerschool-full-v2',
    'powerschool-partial-v1',
    'powerschool-partial-v2',
  ])
  assert.equal(templates().benchprep, 'email,user_id,username,sis_id,institution,remove_from_group\r\n')
  assert.deepEqual(Object.keys(templates()).sort(), profiles().sort())
})

test('R22: each file of a package has a template', () => {
  assert.deepEqual(fileNames('powerschool-full-v1'), ['users.csv', 'organizations.csv', 'classes.csv', 'roster.csv'])
  assert.deepEqual(fileNames('benchprep'), [])
  for (const name of fileNames('powerschool-partial-v2')) assert.ok(templateOf('powerschool-partial-v2', name), name)
  assert.equal(templateOf('powerschool-full-v2', 'School/Roster.csv'), 'class_id,user_id,role\r\n')
  assert.equal(templateOf('powerschool-full-v2', 'update_users.csv'), undefined)
  assert.equal(templateOf('nonsense', 'users.csv'), undefined)
})

test('an unknown profile is an error that says what to use', () => {
  assert.throws(() => new Checker('nonsense'), /use auto, benchprep, .* or powerschool-partial-v2/)
})

test('a check can be finished once', () => {
  const { checker } = check('auto', 'a.csv', Buffer.from('email\n'))
  assert.throws(() => checker.finish(), /finished already/)
})

test('refused rows come back as a CSV', () => {
  const bytes = Buffer.from('email,user_id\nana@x,17\nben,18\n')
  const { checker } = check('auto', 'a.csv', bytes)
  const lines = transform(bytes, checker.refusals(0)).split('\r\n')
  assert.equal(lines[0], 'email,user_id,row,code,reason')
  assert.match(lines[1], /^ben,18,3,email-malformed,/)
  assert.deepEqual(lines.slice(2), [''])
})

test('cells are mended by place or name, and rows left out keep their line', () => {
  const bytes = Buffer.from('email,user_id\nana@x,17\nben,18\nc@x,19\nd@x,20\n')
  const edits = [
    { row: 3, column: 0, value: 'ben@x' },
    { row: 3, column: 'user_id', value: '20' },
  ]
  assert.equal(transform(bytes, new Mender(edits, [4])), 'email,user_id\nana@x,17\nben@x,20\n\nd@x,20\n')
})

test('picked rows are as they stand in the file', () => {
  const picker = new Picker([3])
  picker.push(Buffer.from('email,note\nana@x,"a,b"\n" ben",\n'))
  assert.deepEqual(picker.finish(), [
    { row: 1, cells: ['email', 'note'] },
    { row: 3, cells: [' ben', ''] },
  ])
})

test('R25: passwords are left out before a file goes anywhere', () => {
  const bytes = Buffer.from('import_id,Pass Word,email\r\n1,"a,b",a@x\r\n2,,b@x\r\n')
  const stripper = new PasswordStripper()
  assert.equal(transform(bytes, stripper), 'import_id,Pass Word,email\r\n1,,a@x\r\n2,,b@x\r\n')
  assert.equal(stripper.stripped(), true)
  const clean = new PasswordStripper()
  assert.equal(transform(Buffer.from('email\na@x\n'), clean), 'email\na@x\n')
  assert.equal(clean.stripped(), false)
})

test('R35: an archive that cannot be read is told under its own name', () => {
  const checker = new Checker('auto')
  checker.begin('package.zip')
  assert.throws(() => checker.reject('zip-bruised', 'no such code'), /no such code/)
  checker.reject('zip-broken', 'the archive ends too early')
  const { ok, files } = checker.finish()
  assert.equal(ok, false)
  const [{ row, code, message }] = files[0].notices
  assert.deepEqual({ row, code, message }, { row: null, code: 'zip-broken', message: 'the archive ends too early' })
})
