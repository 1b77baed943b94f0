// A file of 1,000,000 rows, with more notices than are kept: the page answers while it is checked, because a worker checks
// it, and stays quick afterwards, because only the rows in sight exist.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { startConsole } from './browser.mjs'
import { choose } from './desk.mjs'

const ROWS = 1_000_000
/** One row in so many has no @. */
const BROKEN_EVERY = 8
const KEPT = 100_000

const { page, errors } = await startConsole()
const directory = await mkdtemp(path.join(tmpdir(), 'rollbook-large-'))
after(() => rm(directory, { recursive: true, force: true }))

test('the page answers while 1,000,000 rows are checked by a worker', async () => {
  const at = (row) => (row % BROKEN_EVERY === 0 ? '' : '@')
  const lines = Array.from({ length: ROWS }, (_, row) => `person.${row}${at(row)}school.example\n`)
  const large = path.join(directory, 'large.csv')
  await writeFile(large, `email\n${lines.join('')}`)
  await page.goto('/check')
  await page.getByRole('button', { name: 'Choose files' }).waitFor()
  await choose(page, large)
  await page.getByRole('heading', { name: 'Checking large.csv' }).waitFor()
  assert.equal(page.workers().length, 1)

  // Whoever looks somebody up meanwhile finds them, and then the report.
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('searchbox').fill('ortiz')
  await page.getByRole('row').filter({ hasText: /ortiz/i }).first().waitFor()
  await page.getByRole('link', { name: 'Check & import' }).click()
  await page.getByRole('heading', { name: '1,000,000 rows: 875,000 good, 125,000 refused' }).waitFor({ timeout: 120_000 })
})

test('100,000 notices are shown through a window of a few rows', async () => {
  await page.getByText('Showing the first 100,000 of 125,000 notices').waitFor()
  const table = page.getByRole('table')
  assert.equal(await table.getAttribute('aria-rowcount'), String(KEPT + 1))
  assert.ok((await page.getByRole('row').count()) < 60, 'only rows in sight are in the page')

  const scroller = page.getByRole('rowgroup')
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  // The first row of people stands in row 2 of the file, and is broken.
  await page.getByRole('button', { name: `Mend row ${(KEPT - 1) * BROKEN_EVERY + 2}` }).waitFor()
  assert.ok((await page.getByRole('row').count()) < 60)
})

test('a file of which no row is good is not uploaded', async () => {
  await page.getByRole('button', { name: 'Check other files' }).click()
  await choose(page, { name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('email\nbroken\n') })
  await page.getByText('There is no good row to upload').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Upload and plan' }).count(), 0)
})

test('a file that is no CSV of people is explained, not planned', async () => {
  await page.getByRole('button', { name: 'Check other files' }).click()
  await choose(page, {
    name: 'picture.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x01]),
  })
  await page.getByRole('heading', { name: 'This file cannot be read' }).waitFor()
  await page.getByRole('cell', { name: /^Refused:/ }).first().waitFor()
  assert.equal(await page.getByRole('button', { name: 'Upload and plan' }).count(), 0)
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
