// What the browser fetches before the first page is there: little, compressed, and no chart where there is none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole, startConsole } from './browser.mjs'

const MOST = 250 * 1024

const { server, browser, context } = await startConsole()
const session = await context.storageState()

/** Opens an address with an empty cache; gives every file of the console that was fetched, with its bytes on the wire. */
async function fetched(address, isThere) {
  const opened = await openConsole(browser, server, { storageState: session })
  const wire = await opened.context.newCDPSession(opened.page)
  await wire.send('Network.enable')
  const files = new Map()
  wire.on('Network.responseReceived', ({ requestId, response }) => {
    files.set(requestId, { path: new URL(response.url).pathname, headers: response.headers, bytes: 0 })
  })
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId)
    if (file) file.bytes = encodedDataLength
  })
  await opened.page.goto(address)
  await isThere(opened.page)
  await opened.page.waitForLoadState('networkidle')
  const all = [...files.values()]
  for (const file of all.filter(({ path }) => path.endsWith('.js'))) {
    file.text = await opened.page.evaluate(async (path) => (await fetch(path)).text(), file.path)
  }
  await opened.context.close()
  return all
}

const hasChart = (files) => files.some(({ text }) => text?.includes('uplot'))

test('the first page takes less than 250 KiB, all of it', async () => {
  const files = await fetched('/', (page) => page.getByRole('heading', { name: 'Last import' }).waitFor())
  const scripts = files.filter(({ path }) => path.endsWith('.js'))
  assert.ok(scripts.length > 1, 'the view is fetched by itself')
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  assert.ok(total > 10_000 && total < MOST, `${total} bytes: ${files.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`)
  assert.ok(!hasChart(files), 'the chart library is among them')
  for (const { path, headers, bytes } of scripts.filter(({ bytes }) => bytes > 2000)) {
    assert.equal(headers['content-encoding'], 'gzip', `${path}, ${bytes} bytes`)
  }
})

test('a view that cannot be fetched says so, and the one before is still there', async () => {
  const { page, context } = await openConsole(browser, server, { storageState: session })
  await page.goto('/help')
  await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor()
  await page.route('**/assets/SeatsView*', (route) => route.abort())
  await page.getByRole('link', { name: 'Seats', exact: true }).click()
  await page.getByRole('heading', { name: 'This page could not be opened' }).first().waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor()
  await context.close()
})

test('the chart library comes with the seats, and only there', async () => {
  const files = await fetched('/seats', (page) => page.getByRole('region', { name: 'Institutions', exact: true }).waitFor())
  assert.ok(hasChart(files))
})
