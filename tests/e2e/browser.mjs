// Chromium through Playwright, and axe in its pages. Both are packages of web/, which holds all of npm's.
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { after } from 'node:test'
import { startServer } from './server.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.ROLLBOOK_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
}

/** A console that is signed in to a server of its own; both go away when the tests of the file are over. */
export async function startConsole(starting = startServer()) {
  const server = await starting
  let browser
  const stop = async () => {
    await browser?.close()
    await server.stop()
  }
  try {
    browser = await startBrowser()
    const opened = await openConsole(browser, server)
    await opened.page.goto(server.link)
    await opened.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    after(stop)
    return { server, browser, ...opened }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A console in a context of its own. Errors on its page are failures of the tests that opened it. */
export async function openConsole(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.base,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text())) errors.push(message.text())
  })
  return { context, page, errors }
}

/** On a narrow screen the main navigation, and what concerns the person, stand behind a button. */
export async function openMenu(page) {
  const menu = page.getByRole('button', { name: 'Menu', expanded: false })
  if (await menu.isVisible()) await menu.click()
}

/** Goes to a view by the main navigation. */
export async function goTo(page, view) {
  await openMenu(page)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: view, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: view, exact: true }).waitFor()
}

/** What axe finds serious or critical on the page as it is, as readable lines. */
export async function seriousFaults(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    // Evaluated, not added as a script element: the console's content security policy allows none.
    await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'))
  }
  // Rows of a long list are placed once they are measured, a frame after they appear: until then they overlap.
  await page.evaluate(() => new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled))))
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`))
}

/** Asks the API with the page's own session. */
export async function api(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const session = await (await fetch('/api/v1/session')).json()
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': crypto.randomUUID(),
          'X-CSRF-Token': session.csrf,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
    [method, path, body],
  )
}

/** Up to `wanted` accounts, by the same search that the console uses. */
async function search(page, query, wanted) {
  const accounts = []
  let cursor
  do {
    const { body } = await api(page, 'POST', '/accounts/search', { limit: Math.min(wanted, 1000), ...query, cursor })
    accounts.push(...body.accounts)
    cursor = body.next ?? undefined
  } while (cursor && accounts.length < wanted)
  return accounts.slice(0, wanted)
}

/** Up to `wanted` active accounts of the demo's nth institution. */
export async function activeAccounts(page, nth, wanted) {
  const { institution } = await institutionAt(page, nth)
  return search(page, { status: ['active'], institution }, wanted)
}

export async function institutionAt(page, nth) {
  const { body } = await api(page, 'GET', '/institutions')
  return body.institutions[nth]
}

/** All accounts but deleted ones. */
export const allAccounts = (page) => search(page, { status: ['active', 'disabled', 'deactivated'] }, Infinity)
