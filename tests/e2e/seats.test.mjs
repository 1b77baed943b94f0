// Seats: how full each institution is, now and at the end of a month, and what is behind each step.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, institutionAt, openConsole, startConsole } from './browser.mjs'

const { server, browser, context, page, errors } = await startConsole()
const session = await context.storageState()

const seatsNow = async () => (await api(page, 'GET', '/seats')).body
const table = (on) => on.getByRole('region', { name: 'Institutions', exact: true })
const rowOf = (on, name) => table(on).getByRole('row').filter({ has: on.getByRole('link', { name, exact: true }) })
const number = (n) => n.toLocaleString('en')

test('r45_every_institution_tells_its_seats_the_fullest_first', async () => {
  const { seats, domain } = await seatsNow()
  await page.goto('/seats')
  await page.getByText(`${number(domain.in_use)} of ${number(domain.limit)} seats in use`).waitFor()
  const shares = seats.map(({ in_use, limit }) => (limit === null ? -1 : in_use / limit))
  const fullest = seats[shares.indexOf(Math.max(...shares))]
  const first = table(page).locator('tbody tr').first()
  await first.getByRole('link', { name: fullest.name }).waitFor()
  await first.getByText(`Nearly full: ${number(fullest.limit - fullest.in_use)} free`).waitFor()
  const unlimited = seats.find(({ limit }) => limit === null)
  await table(page).locator('tbody tr').last().getByText('No limit', { exact: true }).waitFor()
  await page.getByRole('searchbox', { name: 'Find an institution' }).fill(unlimited.name.slice(0, 12).toUpperCase())
  await rowOf(page, unlimited.name).waitFor()
  assert.ok((await table(page).locator('tbody tr').count()) < seats.length)
  await page.getByRole('searchbox', { name: 'Find an institution' }).fill('zzzz')
  await page.getByText('No institution has this in its name.').waitFor()
})

test('r50_last_months_seats_are_read_a_month_later', async () => {
  const place = await institutionAt(page, 5)
  const before = (await seatsNow()).seats.find(({ institution }) => institution === place.institution)
  const { body: log } = await api(page, 'GET', '/events?limit=1')
  const then = log.events[0].position
  for (const { account_id } of await activeAccounts(page, 5, 3)) {
    assert.equal((await api(page, 'POST', `/accounts/${account_id}/disable`, { reason: 'away' })).status, 200)
  }

  // Two months go by in the browser. What it asks of a day that the server has not reached, the log answers as of the
  // last event before the three were disabled.
  const late = await openConsole(browser, server, { storageState: session })
  const now = new Date()
  await late.page.clock.setFixedTime(new Date(now.getFullYear(), now.getMonth() + 2, 10, 12))
  await late.page.route(/\/api\/v1\/seats(\/history)?\?/, (route) => {
    const url = new URL(route.request().url())
    for (const moment of ['as_of', 'until', 'since']) {
      if (new Date(url.searchParams.get(moment) ?? 0) > now) url.searchParams.set(moment, String(then))
    }
    return route.continue({ url: url.href })
  })
  await late.page.goto('/seats')
  await rowOf(late.page, place.name).getByText(`${number(before.in_use - 3)} of ${number(before.limit)}`, { exact: true }).waitFor()
  await late.page.getByRole('button', { name: /^Last month/ }).click()
  await late.page.getByRole('heading', { name: /^Seats at the end of / }).waitFor()
  await rowOf(late.page, place.name).getByText(`${number(before.in_use)} of ${number(before.limit)}`, { exact: true }).waitFor()
  assert.match(late.page.url(), /\/seats\?as_of=\d{4}-\d{2}-\d{2}$/)
  await late.page.reload()
  await late.page.getByRole('heading', { name: /^Seats at the end of / }).waitFor()
  await late.page.getByRole('button', { name: 'Now', exact: true }).click()
  await late.page.getByRole('heading', { name: 'Seats now' }).waitFor()
  assert.deepEqual(late.errors, [])
  await late.context.close()
})

test('no number stands below the name of another day or place while those are on their way', async () => {
  const place = await institutionAt(page, 5)
  await page.goto('/seats')
  await page.getByText('The steps as a table').waitFor()
  let arrive
  const arrives = new Promise((resolve) => (arrive = resolve))
  await page.route(/\/api\/v1\/seats.*as_of/, async (route) => (await arrives, route.continue()))
  await page.route(/\/api\/v1\/seats\/history/, async (route) => (await arrives, route.continue()))
  await page.getByRole('link', { name: place.name, exact: true }).click()
  await page.getByRole('heading', { name: `Over time: ${place.name}` }).waitFor()
  await page.getByText('Loading the history…').waitFor()
  assert.equal(await page.getByText('The steps as a table').count(), 0)
  await page.getByRole('button', { name: /^Last month/ }).click()
  await page.waitForURL(/as_of/)
  await page.getByRole('heading', { name: 'Seats now' }).waitFor()
  assert.equal(await page.getByRole('heading', { name: /^Seats at the end of / }).count(), 0)
  arrive()
  await page.getByRole('heading', { name: /^(Seats at the end of |Nothing was recorded)/ }).waitFor()
  await page.unrouteAll({ behavior: 'wait' })
})

test('a day before the ledger began says so, and leads back to now', async () => {
  await page.goto('/seats')
  await page.getByLabel('As of the end of', { exact: true }).fill('2020-02-29')
  await page.getByRole('heading', { name: 'Nothing was recorded by then' }).waitFor()
  await page.getByText(/Its first event is of /).waitFor()
  await page.getByRole('button', { name: 'Show the seats of now' }).click()
  await page.getByRole('heading', { name: 'Seats now' }).waitFor()
})

test('r47_which_events_are_behind_a_step_by_keyboard_alone', async () => {
  const place = await institutionAt(page, 6)
  const [person] = await activeAccounts(page, 6, 1)
  await api(page, 'POST', `/accounts/${person.account_id}/deactivate`, { reason: 'moved away in spring' })
  await page.goto('/seats')
  await page.getByRole('link', { name: place.name, exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: `Over time: ${place.name}` }).waitFor()
  assert.match(page.url(), new RegExp(`institution=${place.institution}$`))
  const card = page.getByRole('region', { name: 'Seats now' })
  const { seats, domain } = await seatsNow()
  const { in_use, limit } = seats.find(({ institution }) => institution === place.institution)
  await card.getByRole('status').getByText(limit === null ? `${number(in_use)} seats in use, no limit` : `${number(in_use)} of ${number(limit)} seats in use`).waitFor()
  await card.getByText(`All institutions together: ${number(domain.in_use)} of ${number(domain.limit)} seats in use`).waitFor()

  const chart = page.getByRole('slider', { name: `Seats in use of ${place.name}, step by step` })
  await chart.waitFor()
  const said = () => chart.getAttribute('aria-valuetext')
  await chart.focus()
  const last = await said()
  assert.match(last, /in use, 1 fewer$/)
  await page.keyboard.press('ArrowLeft')
  assert.notEqual(await said(), last)
  await page.keyboard.press('Home')
  assert.match(await said(), /more$/)
  await page.keyboard.press('End')
  assert.equal(await said(), last)
  await page.keyboard.press('Enter')
  const heading = page.getByRole('heading', { name: /^What happened on / })
  await heading.waitFor()
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^What happened on /)
  const name = person.email || person.username
  await page.getByRole('link', { name: `deactivated ${name}` }).waitFor()
  await page.getByText('moved away in spring').waitFor()
  await page.getByRole('link', { name: 'Look at it in the audit' }).click()
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
  await page.getByRole('link', { name: `deactivated ${name}` }).waitFor()
})

test('a click on the line and the table show the events of a step, of a batch with its batch', async () => {
  await page.goto('/seats')
  await page.getByRole('button', { name: 'All', exact: true }).click()
  const chart = page.getByRole('slider')
  await chart.waitFor()
  const box = await chart.boundingBox()
  await page.mouse.move(box.x + box.width - 30, box.y + box.height / 2)
  await page.mouse.click(box.x + box.width - 30, box.y + box.height / 2)
  await page.getByRole('heading', { name: /^What happened on / }).waitFor()
  await page.getByText('The steps as a table').click()
  await page.getByRole('button', { name: /^Events of / }).last().click()
  await page.getByText(/^Seats in use went from 0 to /).waitFor()
  await page.getByRole('link', { name: 'Open the batch' }).click()
  await page.getByRole('heading', { name: 'What it did' }).waitFor()
})

test('what is scheduled is foreseen in words and in the chart', async () => {
  const accounts = (await activeAccounts(page, 7, 4)).map(({ account_id }) => account_id)
  const due = new Date(Date.now() + 20 * 24 * 3600_000).toISOString()
  const { status, body } = await api(page, 'POST', '/schedule', {
    accounts, action: 'disable', from: due, reason: 'the summer',
  })
  assert.ok(status < 300, JSON.stringify(body))
  const { domain } = await seatsNow()
  await page.goto('/seats')
  await page.getByRole('link', { name: /, 4 seats are freed: 4 accounts are to be disabled\.$/ }).waitFor()
  await page.getByText(`Then ${number(domain.in_use - 4)} seats are in use.`).waitFor()
  await page.getByText('Foreseen from what is scheduled').waitFor()
  const [place, other] = [await institutionAt(page, 7), await institutionAt(page, 8)]
  await page.getByRole('link', { name: place.name, exact: true }).click()
  await page.getByRole('heading', { name: `What is scheduled: ${place.name}` }).waitFor()
  await page.getByRole('link', { name: /, 4 seats are freed/ }).waitFor()
  await page.getByRole('link', { name: other.name, exact: true }).click()
  await page.getByRole('heading', { name: `What is scheduled: ${other.name}` }).waitFor()
  await page.getByText('No step is scheduled that changes seats.').waitFor()
})

test('r16_to_the_admin_of_an_institution_it_is_all_there_is', async () => {
  const place = await institutionAt(page, 9)
  const of = ['--email', 'head@school.example', '--role', 'institution_admin', '--institution', String(place.institution)]
  const added = await server.run(['--format', 'json', 'admin', 'add', ...of])
  const head = await openConsole(browser, server)
  await head.page.goto(`/#sign-in=${JSON.parse(added).sign_in_secret}`)
  await head.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await head.page.goto('/seats')
  await head.page.getByRole('heading', { name: `Over time: ${place.name}` }).waitFor()
  const { in_use } = (await seatsNow()).seats.find(({ institution }) => institution === place.institution)
  await head.page.getByText(new RegExp(`^${number(in_use)} (of|seats)`)).waitFor()
  await head.page.getByRole('slider').press('Enter')
  await head.page.getByRole('heading', { name: /^What happened on / }).waitFor()
  assert.equal(await head.page.getByText('All institutions together').count(), 0)
  assert.equal(await table(head.page).count(), 0)
  await head.page.goto('/audit')
  await head.page.getByRole('region', { name: 'Events' }).getByRole('link').first().click()
  await head.page.getByText('This event is in the signed log, exactly as it was recorded.').waitFor()
  await head.page.goto('/events/1')
  await head.page.getByRole('heading', { name: 'There is no such event here' }).waitFor()
  assert.deepEqual(head.errors, [])
  await head.context.close()
})

test('nothing went wrong on the pages', () => assert.deepEqual(errors, []))
