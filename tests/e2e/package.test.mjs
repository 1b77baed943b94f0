// A package of a student information system: several files are checked together, mended, uploaded without their
// passwords, planned and applied.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allAccounts, startConsole } from './browser.mjs'
import { check, download, upload } from './desk.mjs'
import { district, FAULTS, PASSWORDS, STUDENTS, TEACHERS, unzip, users, zip } from './district.mjs'
import { startRecorder } from './recorder.mjs'
import { startServer } from './server.mjs'

const PEOPLE = TEACHERS + STUDENTS

const { server, page, errors } = await startConsole(startRecorder(startServer()))

const plain = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
/** The row of the table of files, or of notices, that has these words. */
const rowOf = (...words) => words.reduce((rows, word) => rows.filter({ hasText: word }), page.getByRole('row')).first()

async function mend(file, row, column, value, password = null) {
  await page.getByRole('button', { name: `Mend row ${row} of ${file}`, exact: true }).first().click()
  await page.getByRole('textbox', { name: column, exact: true }).fill(value)
  if (password) await page.getByRole('textbox', { name: 'password', exact: true }).fill(password)
  await page.getByRole('button', { name: 'Save and check again' }).click()
}

/** Fails where any password stands anywhere in these texts. */
function assertNoPassword(texts) {
  for (const text of texts) assert.deepEqual(PASSWORDS.filter((password) => text.includes(password)), [])
}

test('a zip of four files is checked as one, and each fault has its file, row and column', async () => {
  await check(page, zip('district.zip', district()))
  await page.getByRole('heading', { name: `${PEOPLE + 8} rows in 4 files: ${PEOPLE + 5} good, 3 refused` }).waitFor()
  await page.getByText('Found: Full PowerSchool import, version 2').waitFor({ state: 'attached' })
  await rowOf('users.csv', 'perhaps', String(FAULTS.flag)).getByText('blocked', { exact: true }).waitFor()
  await rowOf('roster.csv', 'role', String(FAULTS.role)).waitFor()
  await rowOf('roster.csv', 'user_id', String(FAULTS.person)).waitFor()
})

test('r25_the_person_reads_that_passwords_were_left_out', async () => {
  await page.getByText(`Passwords were left out: ${PEOPLE} rows.`).waitFor()
  await page.getByRole('table', { name: 'The files' }).or(page.getByRole('group', { name: 'The files' })).getByText(`${PEOPLE} passwords left out`).waitFor()
})

test('the notices of one file alone are shown', async () => {
  await page.getByRole('button', { name: /^Show 2 notices on roster\.csv/ }).click()
  assert.equal(await page.getByRole('table', { name: 'What was found' }).getByText('users.csv').count(), 0)
  await page.getByLabel('In', { exact: true }).selectOption('')
  await rowOf('users.csv', 'perhaps').waitFor()
})

test('rows of several files are mended, and an undo brings the last one back', async () => {
  await mend('users.csv', FAULTS.flag, 'blocked', '0', PASSWORDS[FAULTS.flag])
  await page.getByRole('heading', { name: `${PEOPLE + 6} good, 2 refused` }).waitFor()
  await page.getByText(`Passwords were left out: ${PEOPLE + 1} rows.`).waitFor()
  await mend('roster.csv', FAULTS.role, 'role', 'S')
  await page.getByRole('heading', { name: `${PEOPLE + 7} good, 1 refused` }).waitFor()
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  await page.getByRole('heading', { name: `${PEOPLE + 6} good, 2 refused` }).waitFor()
  await mend('roster.csv', FAULTS.role, 'role', 'S')
  await page.getByRole('heading', { name: `${PEOPLE + 7} good, 1 refused` }).waitFor()
})

test('r17_refused_rows_of_a_full_import_come_back_as_a_partial_one', async () => {
  const { name, bytes } = await download(page.getByRole('button', { name: 'Download the refused rows' }))
  assert.equal(name, 'update_roster.csv')
  assert.match(bytes.toString(), /^class_id,user_id,role,row,code,reason\r\nc-2,,S,4,id-missing,/)
})

test('the last fault is mended', async () => {
  await mend('roster.csv', FAULTS.person, 'user_id', 'sis-5')
  await page.getByRole('heading', { name: `${PEOPLE + 8} rows in 4 files, all good` }).waitFor()
})

test('r25_the_mended_package_is_saved_without_passwords', async () => {
  const { name, bytes } = await download(page.getByRole('button', { name: 'Download the mended files' }))
  assert.equal(name, 'district-mended.zip')
  const files = unzip(bytes)
  assert.deepEqual(Object.keys(files).sort(), ['classes.csv', 'organizations.csv', 'roster.csv', 'users.csv'])
  assertNoPassword([bytes.toString('latin1'), ...Object.values(files)])
  const expected = PASSWORDS.reduce((text, password) => text.replace(`,${password},`, ',,'), users()).replace(',perhaps,', ',0,')
  assert.equal(files['users.csv'], expected)
})

test('changes that were saved nowhere are dropped only after a question', async () => {
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  await page.getByRole('heading', { name: `${PEOPLE + 7} good, 1 refused` }).waitFor()
  await page.getByRole('button', { name: 'Check other files' }).click()
  const question = page.getByRole('dialog', { name: 'Leave without saving your changes?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await mend('roster.csv', FAULTS.person, 'user_id', 'sis-5')
  await page.getByRole('heading', { name: `${PEOPLE + 8} rows in 4 files, all good` }).waitFor()
})

test('r25_the_upload_of_a_package_carries_no_password', async () => {
  assert.equal(server.uploads.length, 0, 'nothing was uploaded while the files were checked and mended')
  await upload(page)
  await page.getByRole('heading', { name: /^Nothing has changed yet/ }).waitFor()
  assert.equal(server.uploads.length, 1)
  const [{ headers, body }] = server.uploads
  assert.equal(headers['content-type'], 'application/zip')
  const files = unzip(body)
  assert.deepEqual(Object.keys(files).sort(), ['classes.csv', 'organizations.csv', 'roster.csv', 'users.csv'])
  assert.equal(files['users.csv'].split('\r\n')[1], 'sis-0,First0,,Last0,,,district.0,,district.0@harbour.example,T,north,0,,')
  assertNoPassword([body.toString('latin1'), ...Object.values(files)])
})

test('the plan tells of accounts, institutions and classes, and of whom the package leaves out', async () => {
  for (const told of [`${PEOPLE} accounts will be created`, '2 institutions will be added', '2 classes will be added']) {
    await page.getByText(told).waitFor()
  }
  await page.getByRole('listitem').filter({ hasText: /accounts will be deleted for good/ }).waitFor()
  await page.getByRole('region', { name: 'This plan is stopped' }).waitFor()
  assert.ok(await page.getByRole('button', { name: 'Continue…' }).isDisabled())
})

test('the package is applied once a reason stands over its guards', async () => {
  await page.getByRole('checkbox', { name: /although the guard stops it/ }).check()
  await page.getByLabel('Why is this meant?').fill('A new district takes over')
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^Yes, apply it and delete [\d,]+ accounts$/ }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  await page.getByText(`${PEOPLE} accounts were created`).waitFor()
})

test('r25_the_upload_of_one_csv_carries_no_password', async () => {
  const update = users(['sis-3,Changed,,Last3,,,district.3,Secret-3-word,district.3@harbour.example,S,south,,,'])
  await check(page, plain('update_users.csv', update))
  await page.getByText('Passwords were left out: 1 row.').waitFor()
  await upload(page)
  await page.getByText('1 profile will change').waitFor()
  const { headers, body } = server.uploads.at(-1)
  assert.equal(headers['content-type'], 'text/csv')
  assert.match(headers['content-disposition'], /update_users\.csv/)
  assert.equal(body.toString(), update.replace('Secret-3-word', ''))
})

test('r38_a_command_by_hand_on_an_imported_account_warns_of_the_next_full_import', async () => {
  const imported = (await allAccounts(page)).find(({ username }) => username === 'district.7')
  await page.goto(`/accounts/${imported.account_id}`)
  await page.getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('If its next full import still lists this person as allowed to log in, the account is enabled again.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
})

test('another profile is chosen in words, and the files are checked again', async () => {
  await check(page, plain('update_users.csv', users(['sis-3,,,,,,,,,,,,,'])))
  const profile = page.getByRole('combobox', { name: 'Read as' })
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  await profile.selectOption('powerschool-partial-v1')
  await page.getByRole('heading', { name: '1 row: 0 good, 1 refused' }).waitFor()
  await page.getByText('with the column “enabled”').waitFor()
  await profile.selectOption('auto')
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
