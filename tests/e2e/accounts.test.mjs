// The account list: find, filter, select, and the four commands, each behind its warning (R40).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, institutionAt, openConsole, seriousFaults, startConsole } from './browser.mjs'

const { server, browser, page, errors } = await startConsole()

/** By username, because families share emails. */
const stepsOf = (people) =>
  Promise.all(people.map(async ({ account_id: id }) => (await api(page, 'GET', `/accounts/${id}`)).body.scheduled))
const rowOf = ({ username }) =>
  page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: username, exact: true }) })

/** Opens the list at one account, whatever its status. */
async function find(account, status = 'all') {
  await page.goto(`/accounts?status=${status}`)
  // Both words must occur: one username may be the beginning of another.
  await page.getByRole('searchbox').fill(`${account.username} ${account.user_id}`)
  await rowOf(account).waitFor()
}

async function act(account, verb) {
  // The row's buttons show where the pointer is.
  await rowOf(account).hover()
  await rowOf(account).getByRole('button', { name: verb }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('asked for by the school')
  await page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

test('r40_the_four_commands_change_the_status_behind_a_warning', async () => {
  const [account] = await activeAccounts(page, 2, 1)
  await find(account)
  const shows = (status) => rowOf(account).getByText(status, { exact: true }).waitFor()
  await act(account, 'Disable')
  await shows('Disabled')
  await act(account, 'Enable')
  await shows('Active')
  await act(account, 'Deactivate')
  await shows('Deactivated')
  await act(account, 'Reactivate')
  await shows('Active')
})

test('r40_cancel_changes_nothing', async () => {
  const [account] = await activeAccounts(page, 2, 1)
  await find(account)
  await rowOf(account).getByRole('button', { name: 'Deactivate' }).click()
  await page.getByText(/reactivating gives them back as they were/).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await rowOf(account).getByText('Active', { exact: true }).waitFor()
  assert.equal((await activeAccounts(page, 2, 1))[0].account_id, account.account_id)
})

test('the list shows active accounts only until others are asked for', async () => {
  const [account] = await activeAccounts(page, 4, 1)
  await find(account)
  await act(account, 'Disable')
  await find(account, 'disabled')
  await page.getByRole('button', { name: 'Active', exact: true }).click()
  await page.getByRole('heading', { name: 'No account fits' }).waitFor()
  await page.getByRole('button', { name: 'Look among all statuses' }).click()
  await rowOf(account).waitFor()
})

test('who is locked out is not missed when people of the same name are active', async () => {
  const people = await activeAccounts(page, 4, 200)
  const { institution } = await institutionAt(page, 4)
  const namesakes = ({ last_name }) => people.filter((other) => other.last_name === last_name).length
  const person = people.find((one) => namesakes(one) === 2)
  assert.equal((await api(page, 'POST', `/accounts/${person.account_id}/deactivate`, {})).status, 200)
  await page.goto(`/accounts?institution=${institution}`)
  await page.getByRole('searchbox').fill(person.last_name)
  await page.getByRole('status').getByText(/^1 more account fits: it is deactivated\.$|^\d+ more accounts fit: /).waitFor()
  assert.equal(await rowOf(person).count(), 0)
  await page.getByRole('button', { name: 'Show all that fit' }).click()
  await rowOf(person).getByText('Deactivated', { exact: true }).waitFor()
  await page.locator('[role=row]:focus').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Show all that fit' }).count(), 0)
})

test('an account is opened and left by keyboard without losing the place, and the menu begins anew', async () => {
  const [account] = await activeAccounts(page, 3, 1)
  await find(account)
  await page.keyboard.press('Enter')
  await page.locator('[role=row]:focus').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('h1:focus').getByText(account.last_name).waitFor()
  await page.goBack()
  await page.locator('[role=row]:focus').getByText(account.username, { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('h1:focus').getByText(account.last_name).waitFor()
  await page.getByRole('link', { name: 'All accounts' }).click()
  await page.locator('[role=row]:focus').getByText(account.username, { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Accounts', exact: true }).click()
  await page.getByText('The first 100 accounts').waitFor()
  assert.equal(await page.getByRole('searchbox').inputValue(), '')
})

test('a long list loads on as it is scrolled, holds few rows, and is found again where it was left', async () => {
  await page.goto('/accounts')
  await page.getByText('The first 100 accounts').waitFor()
  const scroller = page.locator('[role=grid] .scroller')
  // As a wheel is turned on: the list is taller only a moment after it says how many it has.
  for (const loaded of ['The first 200 accounts', 'The first 300 accounts']) {
    while (!(await page.getByText(loaded).isVisible())) {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      await page.waitForTimeout(50)
    }
  }
  assert.ok((await page.locator('[role=grid] .item').count()) < 60, 'only the rows in sight exist')

  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2))
  const row = page.locator('[role=grid] .item[data-index="150"]')
  await row.waitFor()
  const name = await row.getByRole('link').innerText()
  await row.getByRole('link').click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await row.getByRole('link', { name }).waitFor()
})

test('the search answers the text that was typed last, whatever comes back late', async () => {
  const [account] = await activeAccounts(page, 3, 1)
  await page.goto('/accounts')
  await page.locator('[role=grid] .item').first().waitFor()
  let held
  await page.route('**/accounts/search', async (route) => {
    if (route.request().postDataJSON().search === 'zzzz') {
      held = route
      return
    }
    await route.continue()
  })
  await page.getByRole('searchbox').fill('zzzz')
  await page.waitForRequest((request) => request.postDataJSON()?.search === 'zzzz')
  await page.locator('[role=grid][aria-busy=true]').waitFor()
  assert.ok((await page.locator('[role=grid] .item').count()) > 0, 'the old rows stay meanwhile')
  await page.getByRole('searchbox').fill(`${account.username} ${account.user_id}`)
  await rowOf(account).waitFor()
  await held.fulfill({ json: { accounts: [], next: null } }).catch(() => {})
  await page.unroute('**/accounts/search')
  await rowOf(account).waitFor()
})

test('Enter leads to what was typed, and a page that fails leaves the list as it is', async () => {
  const [account] = await activeAccounts(page, 3, 1)
  await page.goto('/accounts')
  await page.getByText('The first 100 accounts').waitFor()
  await page.getByRole('searchbox').fill(`${account.username} ${account.user_id}`)
  await page.keyboard.press('Enter')
  const focused = page.locator('[role=row]:focus')
  await focused.getByText(account.username, { exact: true }).waitFor()

  await page.goto('/accounts')
  await page.getByText('The first 100 accounts').waitFor()
  const refuseMore = (route) => (route.request().postDataJSON().cursor ? route.fulfill({ status: 503, body: '{}' }) : route.continue())
  await page.route('**/accounts/search', refuseMore)
  await page.locator('[role=grid] .scroller').evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await page.getByRole('heading', { name: 'The rest could not be loaded' }).waitFor()
  await page.getByText('The first 100 accounts').waitFor()
  await page.unroute('**/accounts/search', refuseMore)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('The first 200 accounts').waitFor()
})

test('the list is used by keyboard alone', async () => {
  const [first, second] = await activeAccounts(page, 0, 2)
  await page.goto('/accounts')
  await page.locator('[role=grid] .item').first().waitFor()
  await page.keyboard.press('/')
  assert.ok(await page.getByRole('searchbox').evaluate((box) => box === document.activeElement))
  await page.keyboard.type('nobody has this name')
  await page.getByRole('heading', { name: 'No account fits' }).waitFor()
  await page.keyboard.press('Escape')
  await rowOf(first).waitFor()
  assert.equal(await page.getByRole('searchbox').inputValue(), '')

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.getByText('2 selected', { exact: true }).last().waitFor()
  assert.equal(await rowOf(second).getAttribute('aria-selected'), 'true')
  await page.keyboard.press('Escape')
  await page.getByText('2 selected', { exact: true }).last().waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: second.last_name }).waitFor()
})

test('three people are selected and deactivated, and then they are one batch', async () => {
  const people = (await activeAccounts(page, 5, 60)).filter(({ email }) => email).slice(-3)
  await page.goto('/accounts')
  for (const person of people) {
    await page.getByRole('searchbox').fill(`${person.username} ${person.user_id}`)
    await rowOf(person).getByRole('checkbox').check()
  }
  await page.getByRole('button', { name: 'Deactivate 3' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/They can no longer log in, free their seats/).waitFor()
  await dialog.getByText(/If its next full import still lists them, they are reactivated/).waitFor()
  assert.deepEqual(await seriousFaults(page), [])
  await dialog.getByRole('button', { name: 'Continue to the plan' }).click()
  await page.getByText('3 accounts will be deactivated.').waitFor()
  await page.getByText('selected-accounts.csv').first().waitFor()
  const restored = '3 of these accounts come from a student information system: if its next full import still lists them'
  await page.getByRole('region', { name: /^Nothing has changed yet/ }).getByText(restored).waitFor()
  await page.getByRole('button', { name: 'Continue…' }).click()
  await dialog.getByText(restored).waitFor()
  await page.getByRole('dialog').getByLabel('Reason').fill('left the school')
  await page.getByRole('button', { name: 'Yes, apply it' }).click()
  await page.getByText('3 accounts were deactivated.').waitFor()

  const histories = await Promise.all(
    people.map(({ account_id }) => api(page, 'GET', `/accounts/${account_id}/history?order=desc&limit=1`)),
  )
  const events = histories.map(({ body }) => body.events[0])
  assert.deepEqual(events.map(({ type }) => type), Array(3).fill('AccountDeactivated'))
  assert.equal(new Set(events.map(({ batch }) => batch)).size, 1, 'they are one batch')
  assert.ok(events[0].batch)
  await page.goto('/accounts')
  await page.locator('[role=grid] .item').first().waitFor()
  assert.equal(await page.getByText('3 selected', { exact: true }).count(), 0)
})

test('a change is scheduled for all that are selected', async () => {
  const people = (await activeAccounts(page, 7, 60)).slice(-2)
  await page.goto('/accounts')
  for (const person of people) {
    await page.getByRole('searchbox').fill(`${person.username} ${person.user_id}`)
    await rowOf(person).getByRole('checkbox').check()
  }
  await page.getByRole('region', { name: 'Selected accounts' }).getByRole('button', { name: 'Schedule…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Schedule a change for 2 accounts' })
  await dialog.getByLabel('What should happen').selectOption('Disable')
  await dialog.getByLabel('When').fill('2099-07-01T00:00')
  await dialog.getByLabel('Until').fill('2099-08-15T08:30')
  await dialog.getByLabel('Reason').fill('the summer')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  const planned = page.getByRole('dialog', { name: 'This is what would happen' })
  await planned.getByText('Nothing is scheduled yet. This is what would happen for 2 accounts:').waitFor()
  await planned.getByText('2 accounts will be disabled.').waitFor()
  await planned.getByText('2 accounts will be enabled.').waitFor()
  assert.deepEqual(await seriousFaults(page), [])
  assert.deepEqual(await stepsOf(people), [[], []], 'a plan schedules nothing')
  await planned.getByRole('button', { name: 'Yes, schedule it' }).click()
  await page.getByRole('status').filter({ hasText: 'It is scheduled.' }).waitFor()
  const [one, other] = await stepsOf(people)
  assert.deepEqual(one.map(({ action }) => action), ['disable', 'enable'])
  assert.deepEqual(other.map(({ step_id }) => step_id), one.map(({ step_id }) => step_id), 'they are one step')
  assert.equal(await page.getByText('2 selected', { exact: true }).count(), 0)
})

test('group, origin and last log-in narrow the list, stand in its address, and are cleared together', async () => {
  const { institution } = await institutionAt(page, 6)
  const added = await api(page, 'POST', '/accounts', { email: 'by.hand@school.example', username: 'by.hand', institution })
  const { body } = await api(page, 'GET', `/groups?institution=${institution}`)
  // Small enough to be one page, and with somebody whom an import states.
  const people = (await activeAccounts(page, 6, 500)).filter(({ origin }) => origin === 'import')
  const ofPeople = new Set(people.flatMap(({ groups }) => groups))
  const group = body.groups.find(({ name, members }) => members < 40 && ofPeople.has(name))
  await page.goto(`/accounts?institution=${institution}`)
  await page.getByText('More filters').click()
  const grid = page.getByRole('grid', { name: 'Accounts' })
  const shows = (n) => page.getByText(n === 1 ? '1 account' : `${n} accounts`, { exact: true }).waitFor()

  await page.getByRole('searchbox').fill('by.hand')
  await page.getByLabel('Origin').selectOption('Student information system')
  await page.getByRole('heading', { name: 'No account fits' }).waitFor()
  await page.getByLabel('Origin').selectOption('By hand')
  await grid.getByText('by.hand@school.example').waitFor()
  await page.getByRole('searchbox').fill('')
  await page.getByLabel('Origin').selectOption('Student information system')
  await page.getByLabel('Group or class').selectOption(group.name)
  await page.getByText('More filters (2 in use)').waitFor()
  const inGroup = await api(page, 'POST', '/accounts/search', { group_id: group.group_id, origin: 'import', limit: 99 })
  await shows(inGroup.body.accounts.length)
  await page.reload()
  await shows(inGroup.body.accounts.length)
  assert.equal(await page.getByLabel('Group or class').locator('option:checked').innerText(), group.name)

  await page.getByRole('button', { name: 'Clear all filters' }).click()
  await page.getByLabel('Last log-in').selectOption('Not for a year, or never')
  await page.waitForURL(/idle=365/)
  await page.getByRole('searchbox').fill('by.hand')
  await grid.getByText('by.hand@school.example').waitFor()
  await api(page, 'POST', `/accounts/${added.body.account_id}/activity`, { last_login: new Date().toISOString() })
  await page.reload()
  await page.getByRole('searchbox').fill('by.hand')
  await page.getByRole('heading', { name: 'No account fits' }).waitFor()
})

test('all that fit are selected, the part that is not loaded yet too', async () => {
  const { institution } = await institutionAt(page, 1)
  await page.goto(`/accounts?institution=${institution}`)
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).check()
  const shown = page.getByRole('region', { name: 'Selected accounts' })
  await shown.getByText('100 selected').waitFor()
  await shown.getByRole('button', { name: 'Select all that fit, at most 10,000' }).click()
  await shown.getByRole('button', { name: /^Select all that fit|Loading/ }).waitFor({ state: 'detached' })
  const { body } = await api(page, 'GET', '/seats')
  const { in_use } = body.seats.find((seats) => seats.institution === institution)
  await shown.getByText(`${in_use.toLocaleString('en')} selected`, { exact: true }).waitFor()
  await shown.getByRole('button', { name: 'Clear the selection' }).click()
  await shown.waitFor({ state: 'detached' })
})

test('a viewer sees active accounts, disabled ones on request, deactivated ones only where it reveals them', async () => {
  const { institution } = await institutionAt(page, 3)
  const [shut, away] = await activeAccounts(page, 3, 2)
  await api(page, 'POST', `/accounts/${shut.account_id}/deactivate`, { reason: null })
  await api(page, 'POST', `/accounts/${away.account_id}/disable`, { reason: null })
  const given = ['admin', 'add', '--email', 'teacher@school.example', '--role', 'viewer', '--institution', String(institution)]
  const { sign_in_secret } = JSON.parse(await server.run(['--format', 'json', ...given]))
  const { context, page: theirs, errors } = await openConsole(browser, server)
  await theirs.goto(`/#sign-in=${sign_in_secret}`)
  await theirs.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await theirs.locator('[role=grid] .item').first().waitFor()
  assert.equal(await theirs.getByRole('checkbox', { name: /^Select/ }).count(), 0, 'a viewer changes nothing')
  assert.equal(await theirs.getByRole('link', { name: 'Add an account' }).count(), 0)
  const row = (account) => theirs.getByRole('row').filter({ has: theirs.getByRole('gridcell', { name: account.username, exact: true }) })

  await theirs.getByRole('button', { name: 'Disabled', exact: true }).click()
  await row(away).waitFor()
  await row(away).getByRole('link').click()
  await theirs.getByRole('heading', { name: 'Profile' }).waitFor()
  assert.equal(await theirs.getByRole('heading', { name: 'What happened' }).count(), 0)
  assert.equal(await theirs.getByRole('button', { name: 'Enable' }).count(), 0)
  assert.deepEqual(await seriousFaults(theirs), [])

  await theirs.goto(`/accounts/${shut.account_id}`)
  await theirs.getByText('It may be hidden from you because it is deactivated.').waitFor()
  await theirs.goto('/accounts')
  assert.equal(await theirs.getByRole('button', { name: 'Deactivated', exact: true }).count(), 0)
  await theirs.getByRole('checkbox', { name: /^Reveal hidden accounts/ }).check()
  await theirs.getByRole('button', { name: 'Deactivated', exact: true }).click()
  await row(shut).getByRole('link').click()
  await theirs.getByText('Deactivated', { exact: true }).waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

test('no address names a person', async () => {
  const [account] = await activeAccounts(page, 6, 1)
  const addresses = []
  page.on('request', (request) => addresses.push(decodeURIComponent(request.url())))
  await find(account)
  await page.getByRole('link', { name: account.last_name }).first().click()
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  const personal = [account.email, account.last_name, account.username].filter(Boolean)
  assert.deepEqual(
    addresses.filter((address) => personal.some((word) => address.includes(word))),
    [],
  )
  assert.ok(addresses.length > 0)
})

test('a sign-in link leaves no trace in the address and works once', async () => {
  const { context, page } = await openConsole(browser, server)
  await page.goto(server.link)
  await page.getByRole('heading', { name: 'This link did not sign you in' }).waitFor()
  assert.equal(page.url(), `${server.base}/`)
  await context.close()
})

test('signing out ends the session', async () => {
  await page.goto('/accounts')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Rollbook' }).waitFor()
  const status = await page.evaluate(async () => (await fetch('/api/v1/session')).status)
  assert.equal(status, 401)
  assert.deepEqual(errors, [])
})
