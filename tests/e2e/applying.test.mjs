// A batch large enough to be watched: whoever reloads the page while it is applied sees how far it is, not the plan.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { api, csv, institutionAt, launch, openConsole, signIn } from './browser.mjs'
import { startServer } from './server.mjs'

const ROWS = 20_000

let server, browser, page, errors

before(async () => {
  server = await startServer()
  browser = await launch()
  ;({ page, errors } = await openConsole(browser, server))
  await signIn(page, server)
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

test('a reload during an apply shows its progress, and then what it did', async () => {
  const { institution } = await institutionAt(page, 0)
  for (const scope of ['domain', institution]) {
    assert.equal((await api(page, 'PUT', `/seats/${scope}`, { limit: null })).status, 200)
  }
  const people = Array.from({ length: ROWS }, (_, n) => [`new.${n}@school.example`, `new.${n}`, `Name ${n}`])
  await page.locator('input[type=file]').setInputFiles(csv('new.csv', [['email', 'username', 'last_name'], ...people]))
  await page.getByRole('button', { name: 'Upload and plan' }).click()
  await page.getByText('20,000 accounts will be created').waitFor({ timeout: 120_000 })
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('button', { name: 'Yes, apply it' }).click()
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
