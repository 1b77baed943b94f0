// What the check finds: how it is shown, and what can be mended and undone before anything is sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startConsole } from './browser.mjs'
import { check, choose, csv, download, upload } from './desk.mjs'

const { page, errors } = await startConsole()

const mended = async () => (await download(page.getByRole('button', { name: 'Download the mended file' }))).bytes.toString()

test('an undone change brings the file back', async () => {
  await check(page, csv('one.csv', [['email'], ['broken'], ['fine@school.example']]))
  await page.getByRole('button', { name: 'Mend row 2' }).click()
  await page.getByRole('button', { name: 'Leave the row out' }).click()
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  assert.equal(await mended(), 'email\n\nfine@school.example\n')
  await page.getByRole('row').filter({ hasText: 'blank' }).first().waitFor()
  assert.equal(await page.getByRole('button', { name: /^Mend row/ }).count(), 0, 'a blank line is nothing to mend')
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  const verdict = page.getByRole('heading', { name: '2 rows: 1 good, 1 refused' })
  await verdict.and(page.locator(':focus')).waitFor()
})

test('rows keep their numbers when one before them is left out, and each is mended by its own button', async () => {
  const rows = [['email'], ['first'], ['second'], ['fine@school.example'], ['third']]
  await check(page, csv('three.csv', rows))
  await page.getByRole('button', { name: 'Mend row 2', exact: true }).click()
  await page.getByRole('button', { name: 'Leave the row out' }).click()
  await page.getByRole('heading', { name: '3 rows: 1 good, 2 refused' }).waitFor()
  await page.getByRole('button', { name: 'Mend row 5', exact: true }).click()
  const cell = page.getByRole('textbox', { name: 'email' })
  assert.equal(await cell.inputValue(), 'third')
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  await page.getByRole('heading', { name: '4 rows: 1 good, 3 refused' }).waitFor()
  assert.equal(await cell.count(), 0, 'a row of a report that is gone is mended no longer')
})

test('a tab with changes that were saved nowhere asks before it goes', async () => {
  const asked = []
  const answer = (dialog) => {
    asked.push(dialog.type())
    return dialog.accept()
  }
  page.on('dialog', answer)
  const leaveOut = async () => {
    await choose(page, csv('one.csv', [['email'], ['broken'], ['fine@school.example']]))
    await page.getByRole('button', { name: 'Mend row 2' }).click()
    await page.getByRole('button', { name: 'Leave the row out' }).click()
    await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  }
  await page.goto('/check')
  asked.length = 0

  await leaveOut()
  await page.reload()
  assert.deepEqual(asked, ['beforeunload'])

  await leaveOut()
  await mended()
  await page.reload()
  assert.deepEqual(asked, ['beforeunload'], 'a saved file is not lost')

  await leaveOut()
  await page.getByRole('button', { name: 'Undo the last change' }).click()
  await page.getByRole('heading', { name: '2 rows: 1 good, 1 refused' }).waitFor()
  await page.reload()
  assert.deepEqual(asked, ['beforeunload'], 'an undone change is not lost')
  page.off('dialog', answer)
})

test('a file stays as it is while it is uploaded', async () => {
  await check(page, csv('two.csv', [['email'], ['first'], ['second'], ['fine@school.example']]))
  await page.getByRole('button', { name: 'Mend row 2', exact: true }).click()
  await page.getByRole('button', { name: 'Leave the row out' }).click()
  await page.getByRole('button', { name: 'Mend row 3', exact: true }).click()
  let arrive
  await page.route('**/api/v1/imports?*', (route) => (arrive = () => route.abort()))
  await upload(page)
  const cancel = page.locator('form').filter({ has: page.getByRole('progressbar') }).getByRole('button', { name: 'Cancel' })
  await cancel.waitFor()
  const changing = [
    page.getByRole('button', { name: 'Save and check again' }),
    page.getByRole('button', { name: 'Leave the row out' }),
    page.getByRole('button', { name: 'Undo the last change' }),
    page.getByRole('combobox', { name: 'Read as' }),
  ]
  for (const control of changing) assert.ok(await control.isDisabled(), `${control} is disabled`)
  await cancel.click()
  await page.getByRole('button', { name: 'Upload and plan' }).waitFor()
  for (const control of changing) assert.ok(await control.isEnabled(), `${control} is enabled again`)
  await arrive?.()
  await page.unroute('**/api/v1/imports?*')
})

test('a notice about a whole row does not call a cell blank', async () => {
  const person = ['same@school.example', '7']
  await check(page, csv('twice.csv', [['email', 'user_id'], person, person, ['', '8']]))
  const repeated = page.getByRole('row').filter({ hasText: /repeat/ })
  await repeated.first().waitFor()
  assert.equal(await repeated.first().getByText('blank', { exact: true }).count(), 0)
  await repeated.first().getByText('no value').waitFor()
})

const UNREADABLE = [
  ['UTF-16', Buffer.from('\ufeffemail\nsomeone@school.example\n', 'utf16le')],
  ['Windows-1252', Buffer.from('email\nren\xe9@school.example\n', 'latin1')],
  ['nothing', Buffer.alloc(0)],
]
for (const [kind, buffer] of UNREADABLE) {
  test(`a file of ${kind} cannot be read, and there is nothing to mend or to upload`, async () => {
    await check(page, { name: 'people.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('heading', { name: 'This file cannot be read' }).waitFor()
    await page.getByRole('heading', { name: 'What was found' }).waitFor()
    assert.equal(await page.getByRole('button', { name: /^Mend|Upload and plan/ }).count(), 0)
    assert.equal(await page.getByRole('heading', { name: /What should happen|Create or update/ }).count(), 0)
  })
}

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
