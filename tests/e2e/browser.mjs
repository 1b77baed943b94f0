// Chromium through Playwright, and axe in its pages. Both are packages of web/, which holds all of npm's.
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'

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

export const launch = () =>
  chromium.launch({ executablePath: process.env.ROLLBOOK_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })

/** A signed-in console. Errors on the page are failures of the test that opened it. */
export async function openConsole(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text())) errors.push(message.text())
  })
  return { context, page, errors, server }
}

export async function signIn(page, server) {
  await page.goto(server.link)
  await page.getByRole('heading', { level: 1, name: 'Check & import' }).waitFor()
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

/** Up to `wanted` active accounts of the demo's nth institution, by the same search that the console uses. */
export async function activeAccounts(page, nth, wanted) {
  const { institution } = await institutionAt(page, nth)
  const accounts = []
  let cursor
  do {
    const { body } = await api(page, 'POST', '/accounts/search', { status: ['active'], institution, limit: 100, cursor })
    accounts.push(...body.accounts)
    cursor = body.next ?? undefined
  } while (cursor && accounts.length < wanted)
  return accounts.slice(0, wanted)
}

export async function institutionAt(page, nth) {
  const { body } = await api(page, 'GET', '/institutions')
  return body.institutions[nth]
}

/** A CSV that names accounts so that families who share an email are told apart. */
export const csvOf = (name, accounts) =>
  csv(name, [['email', 'user_id'], ...accounts.map(({ email, user_id }) => [email, user_id])])

/** A CSV as a file to be chosen, from rows of cells. */
export const csv = (name, rows) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(rows.map((row) => `${row.join(',')}\n`).join('')),
})

/** All accounts but deleted ones, by the same search that the console uses. */
export async function allAccounts(page) {
  const accounts = []
  let cursor
  do {
    const { body } = await api(page, 'POST', '/accounts/search', { status: ['active', 'disabled', 'deactivated'], limit: 1000, cursor })
    accounts.push(...body.accounts)
    cursor = body.next ?? undefined
  } while (cursor)
  return accounts
}
