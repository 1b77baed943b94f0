// A file with more notices than are kept: the page stays quick, because only the rows in sight exist.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startConsole } from './browser.mjs'
import { choose } from './desk.mjs'

const ROWS = 120_000
const KEPT = 100_000

const { page } = await startConsole()

test('100,000 notices are shown through a window of a few rows', async () => {
  const lines = Array.from({ length: ROWS }, (_, row) => `broken-${row}\n`)
  await choose(page, {
    name: 'broken.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`email\n${lines.join('')}`),
  })
  await page.getByRole('heading', { name: '120,000 rows: 0 good, 120,000 refused' }).waitFor()
  await page.getByText('Showing the first 100,000 of 120,000 notices').waitFor()
  assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), String(KEPT + 1))
  assert.ok((await page.getByRole('row').count()) < 60, 'only rows in sight are in the page')

  const scroller = page.getByRole('rowgroup')
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await page.getByRole('button', { name: `Mend row ${KEPT + 1}` }).waitFor()
  assert.ok((await page.getByRole('row').count()) < 60)
})

test('a file of which no row is good is not uploaded', async () => {
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
