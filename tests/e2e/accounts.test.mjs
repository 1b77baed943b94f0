// Accounts by hand: find, and the four commands, each behind its warning (R40).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, openConsole, startConsole } from './browser.mjs'

const { server, browser, page, errors } = await startConsole()

/** By username, because families share emails. */
const rowOf = ({ username }) =>
  page.getByRole('row').filter({ has: page.getByRole('cell', { name: username, exact: true }) })

/** Opens the list at one account, whatever its status. */
async function find(account, status = 'all') {
  await page.goto(`/accounts?status=${status}`)
  // Both words must occur: one username may be the beginning of another.
  await page.getByRole('searchbox').fill(`${account.username} ${account.user_id}`)
  await rowOf(account).waitFor()
}

async function act(account, verb) {
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

test('the list pages on, and one account opens with its profile', async () => {
  await page.goto('/accounts')
  const links = page.locator('tbody a')
  await links.first().waitFor()
  const before = await links.count()
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.waitForFunction((count) => document.querySelectorAll('tbody a').length > count, before)
  const name = await links.nth(before).innerText()
  await links.nth(before).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
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
