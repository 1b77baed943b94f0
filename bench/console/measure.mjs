// `measure.mjs FILE…`, with the server's binary in ROLLBOOK_BIN: has the console check each file, in a browser of its own,
// while somebody looks a person up and then scrolls through the notices. Prints a line of JSON for each file: `task`, the
// longest task of the page's main thread in milliseconds, and `memory`, the most that the page's process had, in bytes.
import { readFile } from 'node:fs/promises'
import { openConsole, startBrowser } from '../../tests/e2e/browser.mjs'
import { choose } from '../../tests/e2e/desk.mjs'
import { startServer } from '../../tests/e2e/server.mjs'

/** A browser tells of longer tasks only. */
const TOLD_FROM_MS = 50
const CHECKED_WITHIN_MS = 600_000

const server = await startServer()
let session
try {
  for (const file of process.argv.slice(2)) console.log(JSON.stringify(await measure(file)))
} finally {
  await server.stop()
}

async function measure(file) {
  const browser = await startBrowser()
  try {
    const { context, page } = await openConsole(browser, server, { storageState: session })
    await page.goto(session ? '/check' : server.link)
    await page.getByRole('heading', { level: 1 }).waitFor()
    session = await context.storageState()
    await page.goto('/check')
    await page.getByRole('button', { name: 'Choose files' }).waitFor()
    await page.evaluate(() => {
      globalThis.longest = 0
      new PerformanceObserver((list) => {
        globalThis.longest = Math.max(globalThis.longest, ...list.getEntries().map(({ duration }) => duration))
      }).observe({ type: 'longtask' })
    })
    await choose(page, file)
    await page.getByRole('link', { name: 'Accounts', exact: true }).click()
    await page.getByRole('searchbox').pressSequentially('ortiz', { delay: 50 })
    await page.getByRole('row').filter({ hasText: /ortiz/i }).first().waitFor()
    await page.getByRole('link', { name: 'Check & import' }).click()
    await page.getByRole('heading', { name: /^[\d,]+ rows: / }).waitFor({ timeout: CHECKED_WITHIN_MS })
    await scroll(page.getByRole('rowgroup'))
    const longest = await page.evaluate(() => globalThis.longest)
    return { task: Math.max(longest, TOLD_FROM_MS), memory: await memoryOf(browser) }
  } finally {
    await browser.close()
  }
}

/** Down to the end in fifty steps, and back at once. */
async function scroll(table) {
  for (let step = 1; step <= 50; step++) {
    await table.evaluate((element, part) => element.scrollTo(0, element.scrollHeight * part), step / 50)
    await table.page().waitForTimeout(20)
  }
  await table.evaluate((element) => element.scrollTo(0, 0))
  await table.page().waitForTimeout(200)
}

/** The peak of the process that shows the page; its workers live in the same. */
async function memoryOf(browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const peaks = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id))
  return Math.max(...(await Promise.all(peaks)))
}

async function peakOf(id) {
  const status = await readFile(`/proc/${id}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) * 1024
}
