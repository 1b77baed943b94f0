// What a screen reader is given of every view: the accessibility tree, held against what was approved once.
import { test } from 'node:test'
import { openConsole, startConsole } from './browser.mjs'
import { sameTree, sameTreeOf } from './tree.mjs'
import { VIEWS } from './views.mjs'

const { server, browser, context } = await startConsole()
const session = await context.storageState()

test('a screen reader is given what was approved', async (t) => {
  const { context, page } = await openConsole(browser, server, { storageState: session })
  await t.test('what stands around every view', async () => {
    await page.goto('/nowhere')
    await page.getByRole('heading', { level: 2, name: 'There is no such page' }).waitFor()
    await sameTreeOf(page.locator('body'), 'around every view')
  })
  for (const [view, open] of VIEWS) {
    await t.test(view, async () => {
      await open(page, context)
      await sameTree(page, view)
    })
  }
})
