// The audit: who did what to whom and why, by menus and by text, page by page and as a file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, startConsole } from './browser.mjs'
import { download } from './desk.mjs'

const { page, errors } = await startConsole()

const field = page.getByRole('searchbox', { name: 'Search the ledger' })
const filters = page.getByRole('list', { name: 'Filters' })
const events = page.getByRole('region', { name: 'Events' }).getByRole('listitem')
const positions = () =>
  page.locator('section[aria-label="Events"] li a').evaluateAll((links) => links.map((link) => Number(link.pathname.split('/').pop())))

async function search(text) {
  await page.goto('/audit')
  await events.first().waitFor()
  await field.fill(text)
  const [answer] = await Promise.all([page.waitForResponse(/events\/search/), field.press('Enter')])
  return answer
}

test('who locked out Ann and why', async () => {
  const [ann] = await activeAccounts(page, 2, 1)
  await api(page, 'POST', `/accounts/${ann.account_id}/disable`, { reason: 'lost her badge on the bus' })
  await page.goto('/audit')
  await page.getByLabel('To whom').fill(`${ann.username} ${ann.user_id}`)
  await page.getByRole('button', { name: ann.email || ann.username }).click()
  await page.getByLabel('What happened').selectOption('Account disabled')
  const found = page.getByRole('link', { name: `disabled ${ann.email || ann.username}` })
  await page.getByText('1 event', { exact: true }).waitFor()
  await found.waitFor()
  assert.equal(await events.count(), 1)
  await page.getByText('lost her badge on the bus').waitFor()
  await found.click()
  await page.getByRole('heading', { level: 1, name: /^Event / }).waitFor()
  const fact = (name) => page.locator('dt', { hasText: name }).locator('+ dd').first()
  assert.equal(await fact('Who did it').textContent(), 'root')
  assert.equal(await fact('Reason').textContent(), 'lost her badge on the bus')
  assert.equal(await fact('By which way').textContent(), 'Console')
})

test('r43_no_address_names_anybody_and_a_look_at_one_event_loses_nothing', async () => {
  await search('type:disabled actor:root "autumn holidays"')
  await filters.getByRole('button', { name: 'Remove the filter “Done by root”' }).waitFor()
  assert.equal(decodeURIComponent(new URL(page.url()).search), '?query=type:disabled')
  const shown = await positions()
  await events.first().getByRole('link').click()
  await page.getByRole('link', { name: 'Back to the search' }).click()
  await filters.getByRole('button', { name: 'Remove the filter “Reason has “autumn holidays””' }).waitFor()
  assert.deepEqual(await positions(), shown)
  assert.equal(await field.inputValue(), 'type:disabled actor:root "autumn holidays"')
  await page.reload()
  await events.first().waitFor()
  assert.equal(await field.inputValue(), 'type:disabled', 'after a reload the address is all there is')
})

test('whoever comes back by the menu sees what has happened meanwhile', async () => {
  await page.goto('/audit')
  await events.first().waitFor()
  await page.getByRole('link', { name: 'Batches' }).click()
  await page.getByRole('heading', { level: 1, name: 'Batches' }).waitFor()
  const [person] = await activeAccounts(page, 1, 1)
  await api(page, 'POST', `/accounts/${person.account_id}/disable`, { reason: 'broke a window' })
  await page.getByRole('link', { name: 'Audit' }).click()
  await events.first().getByText('broke a window').waitFor()
})

test('filters go one by one, by menu and by chip', async () => {
  await page.goto('/audit')
  await page.getByLabel('What happened').selectOption('Seat limit set')
  await filters.getByRole('button', { name: 'Remove the filter “Seat limit set”' }).waitFor()
  await page.getByLabel('By which way').selectOption('Import')
  await page.getByRole('heading', { name: 'No event fits' }).waitFor()
  await filters.getByRole('button', { name: 'Remove the filter “By Import”' }).click()
  await page.getByRole('link', { name: /set the seat limit of the domain/ }).waitFor()
  assert.equal(await field.inputValue(), 'type:SeatLimitSet')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Events')
  const today = new Date()
  await page.getByLabel('From', { exact: true }).fill(`${today.getFullYear() - 1}-01-31`)
  await filters.getByRole('button', { name: /From January 31/ }).waitFor()
  await page.getByRole('link', { name: /set the seat limit of the domain/ }).waitFor()
  await page.getByRole('button', { name: 'Remove all filters' }).click()
  await filters.waitFor({ state: 'detached' })
})

test('a mistake is explained beside the field, where it is', async () => {
  await page.goto('/audit')
  await events.first().waitFor()
  for (const [text, wrong, explained] of [
    ['type:disabled instituton:7', 'instituton:7', /There is no filter “instituton”/],
    ['channel:import type:gone', 'type:gone', /There is no event type `gone`/],
    ['"end of year', '"end of year', /This quote is not closed/],
    ['account:nobody@nowhere.example', 'account:nobody@nowhere.example', /choose the person under “To whom”/],
    ['since:2999-01-01', 'since:2999-01-01', /That day has not come yet/],
    ['since:yesterday', 'since:yesterday', /Write a day as in since:/],
  ]) {
    await field.fill(text)
    await field.press('Enter')
    const alert = page.getByRole('alert').filter({ hasText: explained })
    await alert.waitFor()
    assert.match(await alert.textContent(), new RegExp(`“${wrong.replace('"', '\\"')}” is not understood`))
    const selected = await field.evaluate((input) => input.value.slice(input.selectionStart, input.selectionEnd))
    assert.equal(selected, wrong)
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
  }
  await field.fill('type:disabled')
  await field.press('Enter')
  await events.first().waitFor()
  assert.equal(await field.getAttribute('aria-invalid'), 'false')
})

test('results page both ways, in both orders', async () => {
  await search('type:disabled')
  const first = await positions()
  assert.equal(first.length, 50)
  await page.getByText(/^50 of \d+ events$/).waitFor()
  await page.getByRole('button', { name: 'Older' }).click()
  await page.getByRole('button', { name: 'Newer' }).waitFor()
  await page.waitForFunction((newest) => !document.querySelector(`a[href="/events/${newest}"]`), first[0])
  const second = await positions()
  assert.ok(second[0] < first.at(-1))
  await page.getByRole('button', { name: 'Newer' }).click()
  await page.locator(`a[href="/events/${first[0]}"]`).waitFor()
  assert.deepEqual(await positions(), first)
  await page.getByLabel('Order').selectOption('Oldest first')
  await page.waitForFunction((newest) => !document.querySelector(`a[href="/events/${newest}"]`), first[0])
  const oldest = await positions()
  assert.deepEqual(oldest, [...oldest].sort((a, b) => a - b))
})

test('a file has exactly what is shown, and no cell that a spreadsheet would run', async () => {
  const [person] = await activeAccounts(page, 3, 1)
  await api(page, 'POST', `/accounts/${person.account_id}/disable`, { reason: '=HYPERLINK("http://evil.example")' })
  await search('type:disabled channel:web')
  const shown = await positions()
  // What comes later is not what is shown.
  await api(page, 'POST', `/accounts/${person.account_id}/enable`, { reason: 'back' })
  await api(page, 'POST', `/accounts/${person.account_id}/disable`, { reason: 'later' })
  const lines = await download(page.getByRole('button', { name: 'Save for programs (JSON lines)' }))
  const saved = lines.bytes.toString().trimEnd().split('\n').map((line) => JSON.parse(line))
  assert.equal(lines.name, 'events.ndjson')
  assert.deepEqual(saved.map(({ position }) => position), shown)
  await page.getByText('events.ndjson was saved.').waitFor()
  const table = await download(page.getByRole('button', { name: 'Save as a table (CSV)' }))
  const rows = table.bytes.toString().trimEnd().split(/\r?\n/)
  assert.equal(rows.length, shown.length + 1)
  assert.deepEqual(rows.slice(1).map((row) => Number(row.split(',')[0])), shown)
  assert.ok(table.bytes.includes(`"'=HYPERLINK(""http://evil.example"")"`), 'the formula is put behind a quote')
  assert.ok(!/(^|,)"?=HYPERLINK/m.test(table.bytes.toString()))
})

test('a whole search by keyboard alone', async () => {
  await page.goto('/audit')
  await events.first().waitFor()
  await page.getByRole('heading', { level: 1, name: 'Audit' }).focus()
  await tabTo('Search the ledger')
  await page.keyboard.type('type:SeatLimitSet')
  await page.keyboard.press('Enter')
  // What was found before stays in sight until the answer is there.
  await filters.getByRole('button', { name: 'Remove the filter “Seat limit set”' }).waitFor()
  await page.locator('section[aria-label="Events"][aria-busy="false"]').waitFor()
  await page.getByRole('link', { name: /set the seat limit of the domain/ }).waitFor()
  await tabTo(/set the seat limit/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'What is recorded' }).waitFor()
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Event /)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await tabTo(/^After: event /)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'What is recorded' }).waitFor()
})

/** Presses Tab until the control with this name has the focus. */
async function tabTo(name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const at = document.activeElement
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent.trim() ?? at?.textContent.trim() ?? ''
    })
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
  }
  assert.fail(`Tab never reaches ${name}`)
}

test('moments in sentences are of the person’s own zone, with UTC for the mouse', async () => {
  const [person] = await activeAccounts(page, 3, 1)
  const step = { action: 'disable', accounts: [person.account_id], from: '2098-12-01T00:00:00Z', mode: 'apply' }
  assert.equal((await api(page, 'POST', '/schedule', step)).status, 201)
  await search('type:StepScheduled')
  const [local] = await page.evaluate(() => [
    new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date('2098-12-01T00:00:00Z')),
  ])
  const told = events.first().getByRole('link').locator('time')
  assert.equal(await told.innerText(), local)
  assert.equal(await told.getAttribute('title'), '2098-12-01 00:00:00 UTC')
  await events.first().getByRole('link').click()
  await page.locator('header time', { hasText: local }).waitFor()
  await page.locator('dd time', { hasText: local }).waitFor()
  assert.doesNotMatch(await page.locator('main').innerText(), /\dT\d\d:\d\d/)
})

test('nothing went wrong on the pages', () => assert.deepEqual(errors, []))
