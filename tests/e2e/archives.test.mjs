// Archives that are no packages of CSVs: each is explained, and nothing of it is uploaded.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startConsole } from './browser.mjs'
import { check, csv } from './desk.mjs'
import { zip } from './district.mjs'
import { startRecorder } from './recorder.mjs'
import { startServer } from './server.mjs'

const MEBIBYTE = 1_048_576

const { server, page, errors } = await startConsole(startRecorder(startServer()))

const good = { 'leavers.csv': 'email\nsomeone@school.example\n' }
const encrypted = () => {
  const file = zip('bad.zip', good)
  const record = file.buffer.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  file.buffer[record + 8] |= 1
  return file
}

const BAD = [
  ['a path out of its folder', 'zip-path', zip('bad.zip', { ...good, '../users.csv': 'email\n' }), /leads out of it/],
  ['an archive inside', 'zip-nested', zip('bad.zip', { ...good, 'more.zip': 'PK' }), /more\.zip in it is an archive itself/],
  ['a bomb', 'zip-bomb', zip('bad.zip', { 'users.csv': new Uint8Array(8 * MEBIBYTE) }), /more than 100 times its size/],
  ['an encrypted file', 'zip-encrypted', encrypted(), /leavers\.csv is encrypted/],
  ['nothing in it', 'zip-empty', zip('bad.zip', {}), /no file in it/],
  ['two files of one name', 'file-name-duplicate', zip('bad.zip', { 'a.csv': 'email\n', 'A.csv': 'email\n' }), /two files in it are called/i],
  ['its end cut off', 'zip-broken', { ...zip('bad.zip', good), buffer: zip('bad.zip', good).buffer.subarray(0, 60) }, /cut off, or no zip archive/],
]

for (const [what, code, file, message] of BAD) {
  test(`an archive with ${what} is explained and not uploaded`, async () => {
    await check(page, file)
    await page.getByRole('heading', { name: 'This archive cannot be used' }).waitFor()
    await page.getByRole('cell').filter({ hasText: message }).waitFor()
    await page.getByRole('button', { name: code }).waitFor()
    assert.equal(await page.getByRole('button', { name: /Upload and plan|^Mend/ }).count(), 0)
  })
}

test('files chosen with a bad archive are checked, and nothing is uploaded until it is left out', async () => {
  await check(page, [zip('bad.zip', { '../users.csv': 'email\n' }), csv('leavers.csv', [['email'], ['someone@school.example']])])
  await page.getByRole('heading', { name: 'bad.zip cannot be used' }).waitFor()
  await page.getByRole('row').filter({ hasText: 'leavers.csv' }).first().waitFor()
  assert.equal(await page.getByRole('button', { name: 'Upload and plan' }).count(), 0)
})

test('what cannot be used is left out, and the rest can be uploaded', async () => {
  await page.getByRole('button', { name: 'Leave out bad.zip' }).click()
  await page.getByRole('heading', { name: '1 row, all good' }).and(page.locator(':focus')).waitFor()
  await page.getByRole('button', { name: 'Upload and plan' }).waitFor()
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  await page.getByRole('heading', { name: 'bad.zip cannot be used' }).waitFor()
})

test('CSVs and archives chosen together are one package', async () => {
  await check(page, [zip('more.zip', { 'school/b.csv': 'email\nb@school.example\n' }), csv('a.csv', [['email'], ['a@school.example']])])
  await page.getByRole('heading', { name: '2 rows in 2 files, all good' }).waitFor()
  await page.getByRole('row').filter({ hasText: 'b.csv' }).first().waitFor()
})

test('no archive was uploaded', () => assert.deepEqual(server.uploads, []))

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
