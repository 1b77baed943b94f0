// The start page: what needs attention, and how a new ledger begins. And the menu that leads from there.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { activeAccounts, api, goTo, openConsole, startConsole } from './browser.mjs'
import { apply, check, csvOf, upload } from './desk.mjs'
import { startServer } from './server.mjs'

const { server, browser, page, errors } = await startConsole()

const section = (on, name) => on.getByRole('region', { name })
const SEATS = 'Seats running out'
const PLANS = 'Plans waiting for a yes'
const WEEK = 'Coming up in the next seven days'
const LAST = 'Last import'
const number = (n) => n.toLocaleString('en')

async function home(on = page) {
  await on.goto('/')
  await section(on, LAST).waitFor()
}

async function setLimits(limit) {
  const { seats } = (await api(page, 'GET', '/seats')).body
  for (const scope of ['domain', ...seats.map(({ institution }) => institution)]) {
    assert.equal((await api(page, 'PUT', `/seats/${scope}`, { limit })).status, 200)
  }
}

/** A console of somebody else. */
async function consoleOf(role, ...scope) {
  const email = `${role}@office.example`
  const added = await server.run(['--format', 'json', 'admin', 'add', '--email', email, '--role', role, ...scope])
  const opened = await openConsole(browser, server)
  await opened.page.goto(`/#sign-in=${JSON.parse(added).sign_in_secret}`)
  return opened
}

test('whoever has to order seats sees at once where they run out, and what that means', async () => {
  const before = (await api(page, 'GET', '/seats')).body
  for (const { institution, in_use } of before.seats.slice(0, 6)) {
    assert.equal((await api(page, 'PUT', `/seats/${institution}`, { limit: in_use + 3 })).status, 200)
  }
  assert.equal((await api(page, 'PUT', '/seats/domain', { limit: before.domain.in_use + 4 })).status, 200)
  const { seats, domain } = (await api(page, 'GET', '/seats')).body
  // As the page of the seats has it: nineteen of twenty are taken, or five or fewer are left.
  const isShort = ({ in_use, limit }) => limit !== null && in_use > 0 && (in_use >= 0.95 * limit || limit - in_use <= 5)
  const short = seats.filter(isShort)
  const all = short.length + (isShort(domain) ? 1 : 0)
  assert.ok(all > 5, 'more than are shown unasked')
  await home()
  const rows = section(page, SEATS).getByRole('listitem')
  assert.equal(await rows.count(), 5)
  await page.getByText(`${number(domain.limit - domain.in_use)} seats left`).waitFor()
  await page.getByRole('button', { name: `Show ${all - 5} more` }).click()
  assert.equal(await rows.count(), all)
  await page.getByText('Where no seat is left, nobody can be added, enabled or reactivated.').waitFor()
  const [one] = short
  await rows.getByRole('link', { name: one.name }).click()
  await page.getByRole('heading', { level: 1, name: 'Seats' }).waitFor()
  assert.match(page.url(), new RegExp(`/seats\\?institution=${one.institution}$`))

  await setLimits(1)
  await home()
  await section(page, SEATS).getByText(`${number(domain.in_use - 1)} seats over the limit`).waitFor()
})

test('where nothing needs attention, the page says so, and what it has looked at', async () => {
  await setLimits(null)
  await home()
  await page.getByRole('heading', { name: 'Nothing needs your attention' }).waitFor()
  await page.getByText('No institution is short of seats, and no plan is waiting.').waitFor()
  assert.equal(await section(page, SEATS).count(), 0)
})

test('a plan waits on the start page until somebody says yes, and its import can be undone from there', async () => {
  const people = await activeAccounts(page, 3, 5)
  await check(page, csvOf('spring leavers.csv', people))
  await upload(page)
  await page.getByText('5 accounts will be deactivated.').waitFor()
  await goTo(page, 'Home')
  const plans = section(page, PLANS)
  await plans.getByText('5 accounts will be deactivated').waitFor()
  await plans.getByText('Nothing of a plan has happened yet.').waitFor()

  await plans.getByRole('link', { name: 'Plan of spring leavers.csv' }).click()
  await apply(page)
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  await goTo(page, 'Home')
  const last = section(page, LAST)
  await last.getByText('5 accounts were deactivated').waitFor()
  assert.equal(await plans.count(), 0, 'what was applied waits no longer')
  const batch = await last.getByRole('link', { name: 'spring leavers.csv' }).getAttribute('href')
  await last.getByRole('link', { name: 'Undo the last import' }).click()
  await page.waitForURL(`**${batch}/reversal`)

  const id = batch.split('/').at(-1)
  const reversed = await api(page, 'POST', '/reversals', { batch: id, mode: 'apply' })
  assert.equal(reversed.status, 200, JSON.stringify(reversed.body))
  await home()
  await last.getByText('It has been taken back, all of it or in part.').waitFor()
  assert.equal(await last.getByRole('link', { name: 'Undo the last import' }).count(), 0)
  await last.getByRole('link', { name: 'See how' }).click()
  await page.waitForURL(`**/batches/${reversed.body.batch_id}`)
})

test('a plan that a guard stops says why, in words', async () => {
  await check(page, csvOf('everybody.csv', await activeAccounts(page, 3, 600)))
  await upload(page)
  await page.getByRole('heading', { name: 'This plan is stopped' }).waitFor()
  await home()
  const stopped = section(page, PLANS).getByRole('listitem').filter({ hasText: 'everybody.csv' })
  await stopped.getByText(/^Stopped by a guard: the batch would deactivate 600 of the [\d,]+ active or disabled accounts/).waitFor()
})

test('what is scheduled for the week is told day by day, and what comes later is not', async () => {
  const people = await activeAccounts(page, 4, 3)
  const at = (days) => new Date(Date.now() + days * 24 * 3600_000)
  const schedule = (action, from, accounts) =>
    api(page, 'POST', '/schedule', { action, from: from.toISOString(), accounts: accounts.map(({ user_id }) => `user_id:${user_id}`) })
  for (const [action, days, accounts] of [['disable', 2, people], ['deactivate', 2, [people[0]]], ['deactivate', 30, [people[1]]]]) {
    const { status, body } = await schedule(action, at(days), accounts)
    assert.equal(status, 201, JSON.stringify(body))
  }
  await home()
  const week = section(page, WEEK)
  const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' }).format(at(2))
  const rows = week.getByRole('listitem')
  assert.equal(await rows.count(), 1)
  const told = (await rows.innerText()).split(/\s*\n\s*/)
  assert.deepEqual(told, [day, '3 accounts to be disabled', '1 account to be deactivated'])
  await week.getByRole('link', { name: 'Open the schedule' }).click()
  await page.waitForURL('**/settings/schedule')
})

test('each part of the page fails and recovers by itself, and nothing in sight moves while they arrive', async () => {
  const { context, page: other } = await openConsole(browser, server, { storageState: await page.context().storageState() })
  await other.addInitScript(() => {
    globalThis.shift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  let broken = true
  await other.route('**/api/v1/seats', (route) => (broken ? route.abort() : route.continue()))
  // What stands at the top comes last.
  await other.route('**/api/v1/imports?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await route.continue()
  })
  await home(other)
  const failed = other.getByRole('alert').filter({ hasText: 'The seats could not be loaded' })
  await failed.getByText('The server did not answer.').waitFor()
  await section(other, PLANS).waitFor()
  await section(other, WEEK).waitFor()
  assert.ok(await other.evaluate(() => globalThis.shift < 0.01), 'the parts moved each other')
  assert.equal(await failed.evaluate((alert) => alert.contains(document.activeElement)), false, 'a part that fails takes no focus')
  broken = false
  await failed.getByRole('button', { name: 'Try again' }).click()
  await failed.waitFor({ state: 'detached' })
  await other.getByRole('heading', { level: 1, name: 'Home' }).and(other.locator(':focus')).waitFor()

  await other.route('**/health/ready', (route) =>
    route.fulfill({ status: 503, json: { status: 'behind', behind: 12, since: '2026-11-22T08:00:00.000Z', code: null } }),
  )
  await home(other)
  await other.getByRole('heading', { name: 'What you see here may be out of date' }).waitFor()
  await other.getByText('Others have recorded 12 events that this server does not have yet').waitFor()
  await context.close()
})

test('an auditor sees the same without actions, and of plans nothing; a viewer begins with the accounts', async () => {
  const auditor = await consoleOf('auditor')
  await section(auditor.page, LAST).waitFor()
  await section(auditor.page, WEEK).waitFor()
  assert.equal(await section(auditor.page, PLANS).count(), 0)
  assert.equal(await auditor.page.getByRole('main').getByRole('alert').count(), 0)
  assert.equal(await auditor.page.getByRole('link', { name: 'Undo the last import' }).count(), 0)
  assert.deepEqual(auditor.errors, [])
  await auditor.context.close()

  const viewer = await consoleOf('viewer', '--institution', '104')
  await viewer.page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await viewer.context.close()
})

test('on a phone the menu opens, leads on and closes by keyboard alone', async () => {
  const phone = { viewport: { width: 390, height: 844 }, storageState: await page.context().storageState() }
  const { context, page: small } = await openConsole(browser, server, phone)
  await home(small)
  const menu = small.getByRole('button', { name: 'Menu' })
  assert.equal(await small.getByRole('link', { name: 'Accounts', exact: true }).count(), 0)
  await menu.focus()
  await small.keyboard.press('Enter')
  await small.getByRole('link', { name: 'Accounts', exact: true }).waitFor()
  await small.keyboard.press('Tab')
  await small.keyboard.press('Tab')
  await small.keyboard.press('Escape')
  await menu.and(small.locator(':focus')).waitFor()
  assert.equal(await menu.getAttribute('aria-expanded'), 'false')
  await small.keyboard.press('Enter')
  for (let presses = 0; presses < 3; presses++) await small.keyboard.press('Tab')
  await small.keyboard.press('Enter')
  await small.getByRole('heading', { level: 1, name: 'Accounts' }).and(small.locator(':focus')).waitFor()
  assert.equal(await menu.getAttribute('aria-expanded'), 'false')
  await context.close()
})

test('a new ledger says how to begin, and what to wait for', async () => {
  const fresh = await startServer({ demo: false })
  after(() => fresh.stop())
  const { context, page: first, errors: faults } = await openConsole(browser, fresh)
  await first.goto(fresh.link)
  const welcome = section(first, 'Welcome to Rollbook')
  await welcome.waitFor()
  assert.equal(await section(first, LAST).count(), 0)
  await welcome.getByRole('link', { name: 'Add institutions' }).click()
  await first.waitForURL('**/settings/institutions')
  await goTo(first, 'Home')
  await welcome.getByRole('link', { name: 'Check & import' }).click()
  await first.getByRole('heading', { level: 1, name: 'Check & import' }).waitFor()

  const added = await fresh.run(['--format', 'json', 'admin', 'add', '--email', 'eve@office.example', '--role', 'auditor'])
  const auditor = await openConsole(browser, fresh)
  await auditor.page.goto(`/#sign-in=${JSON.parse(added).sign_in_secret}`)
  await auditor.page.getByRole('heading', { name: 'There are no accounts yet' }).waitFor()
  assert.equal(await auditor.page.getByRole('main').getByRole('link').count(), 0)

  assert.equal((await api(first, 'POST', '/institutions', { name: 'Oak Hill School' })).status, 201)
  assert.equal((await api(first, 'POST', '/accounts', { email: 'ada@school.example' })).status, 201)
  await goTo(first, 'Home')
  await section(first, LAST).getByText('No import has been applied yet.').waitFor()
  assert.equal(await welcome.count(), 0)
  assert.deepEqual(faults, [])
  await auditor.context.close()
  await context.close()
})

test('nothing went wrong on the page', () => assert.deepEqual(errors, []))
