// A batch large enough to be watched: whoever reloads the page while it is applied sees how far it is, not the plan.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, institutionAt, openConsole, startConsole } from './browser.mjs'
import { apply, check, choose, csv, csvOf, upload } from './desk.mjs'

const ROWS = 20_000

const { server, browser, page, errors } = await startConsole()

test('a reload during an apply shows its progress, and then what it did', async () => {
  const { institution } = await institutionAt(page, 0)
  for (const scope of ['domain', institution]) {
    assert.equal((await api(page, 'PUT', `/seats/${scope}`, { limit: null })).status, 200)
  }
  const people = Array.from({ length: ROWS }, (_, n) => [`new.${n}@school.example`, `new.${n}`, `Name ${n}`])
  await check(page, csv('new.csv', [['email', 'username', 'last_name'], ...people]))
  await upload(page)
  await page.getByText('20,000 accounts will be created').waitFor({ timeout: 120_000 })
  await apply(page)
  await page.getByText(/ of [\d,]+ recorded|Checking the plan/).waitFor()

  await page.reload()
  await page.getByRole('heading', { name: 'Applying…' }).waitFor()
  assert.equal(await page.getByText('Nothing has changed yet').count(), 0)
  assert.equal(await page.getByRole('button', { name: 'Continue…' }).count(), 0)
  await page.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 120_000 })
  await page.getByText('20,000 accounts were created').waitFor()
})

const isApply = (url) => url.pathname.endsWith('/apply')

test('an answer that is lost is looked for in the plan: what was applied is shown as done, and what was not is told', async () => {
  const [first] = await activeAccounts(page, 1, 1)
  await check(page, csvOf('one.csv', [first]))
  await upload(page)
  await page.getByText('1 account will be deactivated.').waitFor()
  await page.route(isApply, (route) => route.abort())
  await apply(page)
  const note = page.getByRole('alert').and(page.locator(':focus'))
  await note.getByText('Nothing was recorded').waitFor()
  await note.getByText('The server did not answer.').waitFor()
  await page.unroute(isApply)

  await page.route(isApply, async (route) => {
    await route.fetch()
    await route.abort()
  })
  await apply(page)
  await page.getByRole('heading', { name: 'Done' }).and(page.locator(':focus')).waitFor()
  await page.getByText('1 account was deactivated.').waitFor()
  await page.unroute(isApply)
})

const planIn = (url) => url.split('/').at(-1)

test('a plan that somebody else has applied meanwhile says who did, and is not said to be done by whoever comes later', async () => {
  const [first, second] = await activeAccounts(page, 2, 2)
  await check(page, csvOf('two.csv', [first, second]))
  await upload(page)
  await page.getByText('2 accounts will be deactivated.').waitFor()
  const applied = await api(page, 'POST', `/imports/${planIn(page.url())}/apply`, {})
  assert.equal(applied.status, 200)
  const { body: batch } = await api(page, 'GET', `/batches/${applied.body.batch_id}`)

  await apply(page)
  const heading = page.getByRole('heading', { name: `Already applied by ${batch.actor} on ` })
  await heading.and(page.locator(':focus')).waitFor()
  await page.getByText('2 accounts were deactivated.').waitFor()
  assert.equal(await page.getByRole('heading', { name: 'Done' }).count(), 0)
  await page.reload()
  await heading.waitFor()
  await page.getByRole('link', { name: 'Open the batch' }).click()
  await page.waitForURL(`**/batches/${applied.body.batch_id}`)
})

test('a plan that nobody is to apply is discarded, on its page, on the start page, or by whoever starts over', async () => {
  const people = await activeAccounts(page, 2, 3)
  const plan = async (name) => {
    await check(page, csvOf(name, people))
    await upload(page)
    await page.getByText('3 accounts will be deactivated.').waitFor()
    return planIn(page.url())
  }
  const isDiscarded = async (id) => {
    const { status, body } = await api(page, 'GET', `/imports/${id}`)
    assert.deepEqual([status, body.code], [404, 'plan-discarded'])
  }
  const dialog = page.getByRole('dialog')
  const home = page.getByRole('heading', { level: 1, name: 'Home' }).and(page.locator(':focus'))
  const waiting = (name) => page.getByRole('link', { name: `Plan of ${name}` })

  const first = await plan('first.csv')
  await page.getByRole('button', { name: 'Discard this plan' }).click()
  await dialog.getByText('Nobody can apply the plan of first.csv any more').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard this plan' }).and(page.locator(':focus')).click()
  await dialog.getByRole('button', { name: 'Yes, discard it' }).click()
  await home.waitFor()
  await isDiscarded(first)
  await page.goto(`/imports/${first}`)
  await page.getByText('The plan was discarded').waitFor()

  const second = await plan('second.csv')
  await page.getByRole('button', { name: 'Start over' }).click()
  await dialog.getByText('Left waiting, it stays on Home').waitFor()
  await dialog.getByRole('button', { name: 'Leave it waiting' }).click()
  await page.getByRole('heading', { level: 1, name: 'Check & import' }).and(page.locator(':focus')).waitFor()
  await page.goto('/')
  await waiting('second.csv').waitFor()
  assert.equal(await waiting('first.csv').count(), 0)
  await page.getByRole('button', { name: /^Discard….*second\.csv$/ }).click()
  await dialog.getByRole('button', { name: 'Yes, discard it' }).click()
  await home.waitFor()
  await page.getByRole('status').filter({ hasText: 'The plan was discarded.' }).waitFor()
  assert.equal(await waiting('second.csv').count(), 0)
  await isDiscarded(second)

  const third = await plan('third.csv')
  await page.getByRole('button', { name: 'Start over' }).click()
  await dialog.getByRole('button', { name: 'Discard it' }).click()
  await page.getByRole('heading', { level: 1, name: 'Check & import' }).waitFor()
  await isDiscarded(third)
})

test('a command whose answer is lost is not said to have failed, and trying again does it once', async () => {
  const [, second] = await activeAccounts(page, 1, 2)
  await page.goto(`/accounts/${second.account_id}`)
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  const dialog = page.getByRole('dialog')
  const isDisable = (url) => url.pathname.endsWith('/disable')
  await page.route(isDisable, async (route) => {
    await route.fetch()
    await route.fulfill({ status: 502, body: 'Bad gateway' })
  })
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('alert').getByText('It is not known whether this was done').waitFor()
  assert.equal(await dialog.getByText('Nothing was recorded').count(), 0)
  await page.unroute(isDisable)
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('status').filter({ hasText: 'is now disabled' }).waitFor()
  const { body } = await api(page, 'GET', `/accounts/${second.account_id}/history`)
  assert.equal(body.events.filter(({ type }) => type === 'AccountDisabled').length, 1)
})

test('whoever stops a check or an upload has the focus where they can begin again', async () => {
  await check(page, csv('few.csv', [['email'], ['someone@school.example']]))
  await page.getByRole('heading', { name: '1 row, all good' }).and(page.locator(':focus')).waitFor()
  const isUpload = (url) => url.pathname === '/api/v1/imports'
  // An answer that never comes.
  await page.route(isUpload, () => {})
  await upload(page)
  await page.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).press('Enter')
  await page.getByRole('button', { name: 'Upload and plan' }).and(page.locator(':focus')).waitFor()
  await page.unroute(isUpload)
})

test('an upload is offered to those only whose files the server takes', async () => {
  const { institution, name } = await institutionAt(page, 0)
  const consoleOf = async (role, ...more) => {
    const added = await server.run(['--format', 'json', 'admin', 'add', '--email', `${role}@office.example`, '--role', role, ...more])
    const opened = await openConsole(browser, server)
    await opened.page.goto(`/#sign-in=${JSON.parse(added).sign_in_secret}`)
    await opened.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await opened.page.goto('/check')
    return opened
  }
  const bulk = csv('bulk.csv', [['email'], ['someone@school.example']])
  const people = csv('people.csv', [['email', 'username', 'last_name'], ['someone@school.example', 'someone', 'One']])
  const offered = (at) => at.getByRole('button', { name: 'Upload and plan' }).count()

  const auditor = await consoleOf('auditor')
  await choose(auditor.page, bulk)
  await auditor.page.getByText('Your role changes nothing in Rollbook.').waitFor()
  assert.equal(await offered(auditor.page), 0)
  await auditor.context.close()

  const school = await consoleOf('institution_admin', '--institution', String(institution))
  await choose(school.page, people)
  await school.page.getByText('Files of this kind are for a domain admin').waitFor()
  assert.equal(await offered(school.page), 0, name)
  await school.page.getByRole('button', { name: 'Check other files' }).click()
  await choose(school.page, bulk)
  await school.page.getByRole('button', { name: 'Upload and plan' }).waitFor()
  assert.deepEqual([...auditor.errors, ...school.errors], [])
  await school.context.close()
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
