// axe on every view, in light and in dark, at a desk, on a phone and at twice the size; and the main job by keyboard alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, openConsole, seriousFaults, startConsole } from './browser.mjs'
import { choose, csvOf } from './desk.mjs'
import { VIEWS } from './views.mjs'

const { server, browser, context } = await startConsole()
const session = await context.storageState()

const DESK = { viewport: { width: 1440, height: 900 } }
const PHONE = { viewport: { width: 390, height: 844 } }
/** What is left of a desk's screen when the browser zooms to 200 %. */
const ZOOMED = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }

const SCREENS = [
  ['in light at a desk', { ...DESK, colorScheme: 'light' }],
  ['in dark at a desk', { ...DESK, colorScheme: 'dark' }],
  ['in light on a phone', { ...PHONE, colorScheme: 'light' }],
  ['in dark on a phone', { ...PHONE, colorScheme: 'dark' }],
  ['at twice the size', ZOOMED],
]

for (const [where, screen] of SCREENS) {
  test(`axe finds nothing serious ${where}`, async (t) => {
    const { context, page, errors } = await openConsole(browser, server, { ...screen, storageState: session })
    for (const [view, open] of VIEWS) {
      await t.test(view, async () => {
        await open(page, context)
        assert.deepEqual(await seriousFaults(page), [])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`)
      })
    }
    assert.deepEqual(errors, [])
    await context.close()
  })
}

test('the main job is done by keyboard alone', async () => {
  const { context, page } = await openConsole(browser, server, { storageState: session })
  await page.goto('/check')
  await page.getByRole('heading', { name: 'Start from a template' }).waitFor()
  const [person] = await activeAccounts(page, 10, 1)
  await choose(page, csvOf('keys.csv', [{ ...person, email: person.email.replace('@', '') }]))
  await page.getByRole('heading', { name: '1 row: 0 good, 1 refused' }).waitFor()

  await tabTo(page, 'Mend row 2')
  await page.keyboard.press('Enter')
  await page.locator('input:focus').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await focused(page), 'Mend row 2', 'Escape gives the focus back')
  await page.keyboard.press('Enter')
  await page.locator('input:focus').waitFor()
  await page.keyboard.type(person.email)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()

  await tabTo(page, 'Upload and plan')
  await page.keyboard.press('Enter')
  await page.getByText('1 account will be deactivated.').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'a new view begins at its heading')
  await tabTo(page, 'Continue…')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('Reason').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('by keyboard')
  await page.keyboard.press('Enter')
  assert.equal(await focused(page), 'Yes, apply it', 'a reason leads to the yes, and is none')
  await page.keyboard.press('Enter')
  await page.getByText('1 account was deactivated.').waitFor()
  assert.equal(await focused(page), 'Done')
  await context.close()
})

const focused = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim())

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  assert.fail(`Tab never reaches "${name}"`)
}
