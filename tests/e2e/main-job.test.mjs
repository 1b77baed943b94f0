// The main job: a file with mistakes is checked, mended, planned and applied, and the accounts are deactivated.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { activeAccounts, api, institutionAt, startConsole } from './browser.mjs'
import { apply, check, csvOf, download, upload } from './desk.mjs'
import { sample } from './server.mjs'

const { server, page, errors } = await startConsole()

const statusOf = async (username) => {
  const { body } = await api(page, 'POST', '/accounts/search', {
    search: username,
    status: ['active', 'disabled', 'deactivated'],
    limit: 50,
  })
  return body.accounts.find((account) => account.username === username)?.status
}

/** The sample's four mistakes, as its README explains them, and what is left to mend after each. */
const MISTAKES = [
  { row: 138, column: 'email', value: 'gulsen.karimi5@maplewood.example', then: '1,000 rows: 997 good, 3 refused' },
  { row: 413, column: 'email', value: 'mamadou.mwangi9@maplewood.example', then: '1,000 rows: 998 good, 2 refused' },
  { row: 656, column: 'institution', value: '112', then: '1,000 rows: 999 good, 1 refused' },
  { row: 872, column: 'user_id', value: '', then: '1,000 rows, all good' },
]

test('the sample with mistakes is checked, mended, planned and applied', async () => {
  const text = await readFile(sample('leavers-with-mistakes.csv'), 'utf8')
  const cells = text.split(/[\n,]/).filter((cell) => cell.includes('@'))
  assert.ok(cells.length > 990)
  const sent = []
  page.on('request', (request) => {
    sent.push({ method: request.method(), url: request.url(), body: request.postDataBuffer()?.toString() ?? '' })
  })
  const uploads = () => sent.filter(({ url, method }) => method === 'POST' && url.includes('/api/v1/imports?'))

  await check(page, sample('leavers-with-mistakes.csv'))
  await page.getByRole('heading', { name: '1,000 rows: 996 good, 4 refused' }).waitFor()

  const { bytes } = await download(page.getByRole('button', { name: 'Download the refused rows' }))
  const refused = bytes.toString().trim().split(/\r?\n/)
  assert.equal(refused[0], 'email,user_id,username,sis_id,institution,remove_from_group,row,code,reason')
  assert.deepEqual(refused.slice(1).map((line) => /,(\d+),[a-z-]+,/.exec(line)?.[1]), ['138', '413', '656', '872'])

  for (const { row, column, value, then } of MISTAKES) {
    await page.getByRole('button', { name: `Mend row ${row}`, exact: true }).click()
    const cell = page.getByRole('textbox', { name: column })
    assert.ok(await cell.evaluate((input) => input === document.activeElement), `${column} of row ${row} has the focus`)
    await cell.fill(value)
    await page.getByRole('button', { name: 'Save and check again' }).click()
    await page.getByRole('heading', { name: then }).waitFor()
  }

  const verdict = page.getByRole('heading', { name: MISTAKES.at(-1).then })
  await verdict.and(page.locator(':focus')).waitFor()

  assert.equal(uploads().length, 0, 'nothing was uploaded while the file was checked and mended')
  const leaked = sent.filter(({ url, body }) => cells.some((cell) => url.includes(cell) || body.includes(cell)))
  assert.deepEqual(leaked, [], 'no request carried a cell of the file')

  await upload(page)
  await page.getByRole('heading', { name: 'Nothing has changed yet. This is what would happen:' }).waitFor()
  assert.equal(uploads().length, 1)
  assert.ok(page.url().startsWith(`${server.base}/imports/`))
  await page.getByText('1,000 accounts will be deactivated.').waitFor()
  await page.getByText('1,000 seats freed.').waitFor()
  assert.equal(await statusOf('mamadou.mwangi9'), 'active', 'a plan changes nothing')

  await page.reload()
  await page.getByText('1,000 accounts will be deactivated.').waitFor()

  await page.getByRole('button', { name: 'Continue…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Apply this plan?' })
  await dialog.getByText(/can no longer log in/).waitFor()
  await dialog.getByLabel('Reason').fill('End of the school year')
  await dialog.getByRole('button', { name: 'Yes, apply it' }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  await page.getByText('1,000 accounts were deactivated.').waitFor()

  await page.getByRole('link', { name: 'Open the batch' }).click()
  await page.getByText('End of the school year').waitFor()
  await page.getByText('leavers-with-mistakes-mended.csv').waitFor()
  await page.getByRole('heading', { name: /^Rows and what became of them The first [\d,]+; more follow as you scroll$/ }).waitFor()
  const { body: batch } = await api(page, 'GET', `/batches/${page.url().split('/').at(-1)}`)
  await page.getByText(`${(batch.events - 1).toLocaleString('en')} events, and one that records the batch itself`).waitFor()

  assert.equal(await statusOf('mamadou.mwangi9'), 'deactivated')
  await page.goto('/accounts?status=deactivated')
  await page.getByRole('searchbox').fill('mamadou.mwangi9')
  const row = page.getByRole('row').filter({ hasText: 'mamadou.mwangi9@maplewood.example' })
  await row.getByText('Deactivated', { exact: true }).waitFor()
})

test('r62_the_same_file_again_records_nothing', async () => {
  const { body } = await api(page, 'POST', '/accounts/search', { status: ['deactivated'], limit: 3 })
  await check(page, csvOf('again.csv', body.accounts))
  await upload(page)
  await page.getByRole('heading', { name: /^Nothing to do/ }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Continue…' }).count(), 0)
})

test('r61_a_plan_that_no_longer_fits_shows_what_changed', async () => {
  const people = await activeAccounts(page, 3, 2)
  await check(page, csvOf('two.csv', people))
  await upload(page)
  await page.getByText('2 accounts will be deactivated.').waitFor()

  const other = await api(page, 'POST', `/accounts/${people[0].account_id}/deactivate`, { reason: null })
  assert.equal(other.status, 200)

  await apply(page)
  const changed = page.getByRole('alert').filter({ hasText: 'The ledger moved on' })
  await changed.getByRole('cell', { name: 'nothing to do' }).waitFor()
  await page.getByText('1 account will be deactivated.').waitFor()
  await apply(page)
  await page.getByText('1 account was deactivated.').waitFor()
})

test('r60_a_guard_stops_a_plan_until_a_reason_is_given', async () => {
  const many = await activeAccounts(page, 5, 1000)
  const { in_use: inUse, name } = await institutionAt(page, 5)
  const share = many.slice(0, Math.ceil(inUse * 0.25))
  assert.ok(share.length > inUse * 0.2, 'the institution is small enough for this test')

  await check(page, csvOf('many.csv', share))
  await upload(page)
  const guard = page.getByRole('region', { name: 'This plan is stopped' })
  await guard.waitFor()
  assert.equal(await page.getByRole('region').first().getAttribute('aria-labelledby'), 'guards', 'what stops it comes first')
  await page.getByRole('row').filter({ hasText: name }).first().waitFor()
  const proceed = page.getByRole('button', { name: 'Continue…' })
  assert.ok(await proceed.isDisabled())
  await guard.getByRole('checkbox').check()
  assert.ok(await proceed.isDisabled(), 'an override needs its reason')
  await guard.getByLabel('Why is this meant?').fill('The branch closes')
  await proceed.click()
  await page.getByRole('button', { name: 'Yes, apply it' }).click()
  await page.getByText(`${share.length} accounts were deactivated.`).waitFor()
})

test('a plan and its batch count the rows that change something, without those refused, repeated or in place', async () => {
  const people = await activeAccounts(page, 4, 3)
  const { body } = await api(page, 'POST', '/accounts/search', { status: ['deactivated'], limit: 1 })
  await check(page, csvOf('mixed.csv', [...people, people[0], ...body.accounts, { email: 'broken', user_id: '' }]))
  await upload(page)
  await page.locator('summary').getByText('3 rows', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Continue…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('All the good rows take effect together, or none of them does.').waitFor()
  await dialog.getByLabel('Reason (optional)').waitFor()
  await dialog.getByRole('button', { name: 'Yes, apply it' }).click()
  await page.getByRole('link', { name: 'Open the batch' }).click()
  await page.getByRole('heading', { name: 'Rows and what became of them 3', exact: true }).waitFor()
})

test('rows that the ledger refuses are listed and downloaded', async () => {
  const [person] = await activeAccounts(page, 7, 1)
  await check(page, csvOf('unknown.csv', [{ email: 'nobody.at.all@nowhere.example', user_id: '' }, person]))
  await upload(page)
  const refused = page.getByRole('region', { name: /^Refused rows/ })
  await refused.getByRole('cell', { name: '2', exact: true }).waitFor()
  const { bytes } = await download(refused.getByRole('button', { name: 'Download the refused rows' }))
  assert.match(bytes.toString(), /nobody\.at\.all@nowhere\.example,,2,unknown-account,/)
})

test('an address of a batch that is not there is explained to a person', async () => {
  await page.goto('/batches/xyz')
  const told = await page.getByRole('alert').innerText()
  assert.match(told, /There is nothing at this address\. It may be mistyped/)
  assert.doesNotMatch(told, /openapi/)
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
