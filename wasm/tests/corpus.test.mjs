// The corpus through the WebAssembly module: the same files must give the same reports as natively.
// `cargo xtask wasm` builds the module first; `node --test wasm/tests/` runs this.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { Checker, Mender, Picker, initSync, profiles, templates } from '../../web/src/generated/rows/rollbook_rows.js'

const root = new URL('../../', import.meta.url)
initSync({ module: readFileSync(new URL('web/src/generated/rows/rollbook_rows_bg.wasm', root)) })

const corpus = new URL('tests/corpus/', root)
const directories = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory())
const files = directories.flatMap(({ name: profile }) =>
  readdirSync(new URL(`${profile}/`, corpus)).map((name) => ({ profile, name })),
)

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

test('there are files to check', () => assert.ok(files.length >= 35))

for (const { profile, name } of files) {
  test(`${profile}/${name} gives its report`, () => {
    const golden = new URL(`tests/golden/reports/${profile}-${name.replace(/\.csv$/, '')}.json`, root)
    const bytes = readFileSync(new URL(`${profile}/${name}`, corpus))
    assert.deepEqual(check(profile, name, bytes).report, JSON.parse(readFileSync(golden, 'utf8')))
  })
}

test('profiles and their templates are told', () => {
  assert.deepEqual(profiles(), ['benchprep', 'accounts'])
  assert.equal(templates().benchprep, 'email,user_id,username,sis_id,institution,remove_from_group\r\n')
  assert.deepEqual(Object.keys(templates()).sort(), profiles().sort())
})

test('an unknown profile is an error that says what to use', () => {
  assert.throws(() => new Checker('nonsense'), /use auto, benchprep or accounts/)
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
