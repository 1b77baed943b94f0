// An upload that does not come through loses nothing: it is sent again with the files at hand, also after a new sign-in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, goTo, startConsole } from './browser.mjs'
import { apply, check, csvOf, upload } from './desk.mjs'

const { server, page, context, errors } = await startConsole()

test('a failed upload is tried again without choosing the files anew', async () => {
  await check(page, csvOf('two.csv', await activeAccounts(page, 2, 2)))
  await page.getByRole('heading', { name: '2 rows, all good' }).waitFor()
  await page.route('**/api/v1/imports?*', (route) => route.abort())
  await upload(page)
  const problem = page.getByRole('alert').filter({ hasText: 'No plan was made' })
  await problem.getByText('The server did not answer.').waitFor()
  assert.ok(await problem.evaluate((element) => element === document.activeElement), 'whoever waits is told')
  await page.unroute('**/api/v1/imports?*')
  await problem.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('2 accounts will be deactivated.').waitFor()
})

test('where the answer is lost, nobody says that no plan was made, and trying again makes no second one', async () => {
  await check(page, csvOf('lost.csv', await activeAccounts(page, 10, 1)))
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  // The request arrives and is answered; the answer does not.
  const wire = await context.newCDPSession(page)
  wire.on('Fetch.requestPaused', ({ requestId }) => wire.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionClosed' }))
  await wire.send('Fetch.enable', { patterns: [{ urlPattern: '*/api/v1/imports?*', requestStage: 'Response' }] })
  await upload(page)
  const problem = page.getByRole('alert').filter({ hasText: 'It is not known whether a plan was made' })
  await problem.getByText(/^The file was sent, but the server’s answer did not arrive. Nothing has changed\./).waitFor()
  assert.equal(await page.getByText('No plan was made').count(), 0)
  await wire.detach()
  assert.equal((await waiting()).length, 1, 'a plan was made')
  await problem.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('1 account will be deactivated.').waitFor()
  const [plan, ...others] = await waiting()
  assert.deepEqual(others, [])
  assert.equal(new URL(page.url()).pathname.split('/').at(-1), plan.plan_id)
})

test('after a lost answer a changed file is another upload, and makes a plan of its own', async () => {
  await check(page, csvOf('changed.csv', await activeAccounts(page, 11, 1)))
  const isUpload = (url) => url.pathname === '/api/v1/imports' && url.search !== ''
  await page.route(isUpload, async (route) => {
    await route.fetch()
    await route.fulfill({ status: 504, body: 'Gateway timeout' })
  })
  await upload(page)
  await page.getByText('It is not known whether a plan was made').waitFor()
  await page.unroute(isUpload)
  await page.getByRole('radio', { name: /^Disable/ }).check()
  await upload(page)
  await page.getByText('1 account will be disabled.').waitFor()
  assert.equal((await waiting('changed.csv')).length, 2)
})

test('nothing is lost when the sign-in ends between the check and the upload, or between a plan and its yes', async () => {
  await check(page, csvOf('one.csv', await activeAccounts(page, 4, 1)))
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  const cookies = await signOutElsewhere()
  await upload(page)
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  await context.addCookies(cookies)
  await page.getByRole('button', { name: 'I have opened it: continue' }).click()
  await page.getByText('1 account will be deactivated.').waitFor()

  await signOutElsewhere()
  await apply(page)
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await page.getByText('1 account will be deactivated.').waitFor()
  await context.addCookies(cookies)
  await page.getByRole('button', { name: 'I have opened it: continue' }).click()
  await page.getByText('1 account was deactivated.').waitFor()

  // The same of its reversal.
  await page.getByRole('link', { name: 'Undo' }).click()
  await page.getByText('1 account will be reactivated.').waitFor()
  await signOutElsewhere()
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('button', { name: 'Yes, reverse it' }).click()
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await page.getByText('1 account will be reactivated.').waitFor()
  await context.addCookies(cookies)
  await page.getByRole('button', { name: 'I have opened it: continue' }).click()
  await page.getByText('1 account was reactivated.').waitFor()
})

test('whoever leaves the page while a plan is being made is asked first', async () => {
  await check(page, csvOf('leaving.csv', await activeAccounts(page, 6, 1)))
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  let answer
  await page.route('**/api/v1/imports?*', (route) => {
    answer = () => route.continue()
  })
  await upload(page)
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  const [dialog] = await Promise.all([page.waitForEvent('dialog'), page.evaluate(() => setTimeout(() => location.reload()))])
  assert.equal(dialog.type(), 'beforeunload')
  await dialog.dismiss()
  answer()
  await page.getByText('1 account will be deactivated.').waitFor()
  // The plan is kept by the server, and found again by its address.
  await page.reload()
  await page.getByText('1 account will be deactivated.').waitFor()
})

test('whoever goes on to something else while a plan is being made stays there, and is told of it', async () => {
  await check(page, csvOf('meanwhile.csv', await activeAccounts(page, 7, 1)))
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  let answer
  await page.route('**/api/v1/imports?*', (route) => {
    answer = () => route.continue()
  })
  await upload(page)
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  await goTo(page, 'Accounts')
  answer()
  await page.getByRole('status').filter({ hasText: 'The plan of meanwhile.csv is ready.' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/accounts')
  await page.getByRole('link', { name: 'Look at it' }).click()
  await page.getByText('1 account will be deactivated.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'Look at it' }).count(), 0)
  await page.unroute('**/api/v1/imports?*')
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})

/** The plans of a file that wait for a yes. */
async function waiting(name = 'lost.csv') {
  const { body } = await api(page, 'GET', '/imports')
  return body.plans.filter(({ files }) => files.includes(name))
}

/** The browser loses its session, as if it had ended; gives what brings it back. */
async function signOutElsewhere() {
  const cookies = await context.cookies(server.base)
  assert.equal(cookies.length, 1)
  await context.clearCookies()
  return cookies
}
