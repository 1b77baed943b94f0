// A batch large enough to be watched: whoever reloads the page while it is applied sees how far it is, not the plan.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, institutionAt, startConsole } from './browser.mjs'
import { apply, check, csv, upload } from './desk.mjs'

const ROWS = 20_000

const { page, errors } = await startConsole()

test('a reload during an apply shows its progress, and then what it did', async () => {
  const { institution } = await institutionAt(page, 0)
  for (const scope of ['domain', institution]) {
    assert.equal((await api(page, 'PUT', `/seats/${scope}`, { limit: null })).status, 200)
  }
  const people = Array.from({ length: ROWS }, (_, n) => [`new.${n}@school.example`, `new.${n}`, `Name ${n}`])
  await check(page, csv('new.csv', [['email', 'username', 'last_name'], ...people]))
  await upload(page)
  await page.getByText('20,000 accounts will be created').waitFor({ timeout: 120_000 })
  await apply(page)
  await page.getByText(/ of [\d,]+ recorded|Checking the plan/).waitFor()

  await page.reload()
  await page.getByRole('heading', { name: 'Applying…' }).waitFor()
  assert.equal(await page.getByText('Nothing has changed yet').count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Continue…' }).count(), 0)
  await page.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 120_000 })
  await page.getByText('20,000 accounts were created').waitFor()
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
