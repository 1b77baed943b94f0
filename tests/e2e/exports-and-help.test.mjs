// Files of everybody, empty files to fill in, and the help that explains every code.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { test } from 'node:test'
import { activeAccounts, api, institutionAt, openConsole, startConsole } from './browser.mjs'
import { check, csvOf, download } from './desk.mjs'
import { startServer } from './server.mjs'

/** A way to the server on which exports can be cut off in the middle. */
async function startBreakable(starting) {
  const server = await starting
  const to = new URL(server.base)
  const between = http.createServer((request, response) => {
    const { url, method, headers } = request
    const passed = http.request({ host: to.hostname, port: to.port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      if (!breakable.cuts || !url.startsWith('/api/v1/exports')) return answer.pipe(response)
      answer.once('data', (piece) => response.write(piece, () => response.destroy()))
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  })
  between.listen(0, '127.0.0.1')
  await once(between, 'listening')
  const base = `http://127.0.0.1:${between.address().port}`
  const breakable = {
    ...server,
    base,
    link: server.link.replace(server.base, base),
    cuts: false,
    async stop() {
      between.closeAllConnections()
      between.close()
      await server.stop()
    },
  }
  return breakable
}

const { server, browser, page, errors } = await startConsole(startBreakable(startServer()))

async function openExports() {
  await page.goto('/exports')
  await page.getByRole('heading', { name: 'Download everybody' }).waitFor()
}

const rows = (bytes) => bytes.toString().trimEnd().split('\n')

test('r36_everybody_is_downloaded_now_and_as_of_yesterday', async () => {
  const [person] = await activeAccounts(page, 1, 1)
  assert.equal((await api(page, 'PATCH', `/accounts/${person.account_id}`, { last_name: 'Changed-today' })).status, 200)
  await openExports()
  await page.getByRole('radio', { name: 'accounts.csv' }).check()
  const now = await download(page.getByRole('button', { name: 'Download accounts.csv' }))
  assert.equal(now.name, 'accounts.csv')
  assert.ok(rows(now.bytes).length > 2500)
  assert.match(now.bytes.toString(), /Changed-today/)
  await page.getByRole('status').filter({ hasText: `accounts.csv is saved: ${(rows(now.bytes).length - 1).toLocaleString('en')} people` }).waitFor()

  await page.getByRole('radio', { name: 'A day in the past' }).check()
  const day = await page.getByLabel('Day', { exact: true }).inputValue()
  await page.getByText('the people who exist now, as they were then').waitFor()
  const then = await download(page.getByRole('button', { name: /^Download accounts-/ }))
  assert.equal(then.name, `accounts-${day}.csv`, 'a file of the past does not pass for the current one')
  assert.doesNotMatch(then.bytes.toString(), /Changed-today/)
})

test('r36_deactivated_people_come_along_only_after_a_warning_and_under_another_name', async () => {
  await openExports()
  assert.equal(await page.getByText('would bring everybody in it back').isVisible(), false)
  await page.getByLabel('With deactivated people as well').check()
  await page.getByText('would bring everybody in it back').waitFor()
  const file = await download(page.getByRole('button', { name: 'Download users-with-deactivated.csv' }))
  assert.match(rows(file.bytes)[0], /blocked/)
  await page.getByRole('radio', { name: 'users.csv, version 1' }).check()
  const first = await download(page.getByRole('button', { name: 'Download users-with-deactivated.csv' }))
  assert.match(rows(first.bytes)[0], /enabled/)
})

test('a download that breaks off leaves no file, and says so', async () => {
  await openExports()
  await page.getByRole('radio', { name: 'accounts.csv' }).check()
  let saved = 0
  page.on('download', () => (saved += 1))
  server.cuts = true
  await page.getByRole('button', { name: 'Download accounts.csv' }).click()
  const alert = page.getByRole('alert').and(page.locator(':focus'))
  await alert.getByText('The server stopped before the file was whole').waitFor()
  assert.equal(saved, 0)
  server.cuts = false
  const whole = await download(alert.getByRole('button', { name: 'Try again' }))
  assert.ok(rows(whole.bytes).length > 2500)
})

test('whoever leaves while a file is gathered gets none', async () => {
  await openExports()
  let arrive
  const arrives = new Promise((resolve) => (arrive = resolve))
  await page.route('**/exports/users.csv*', async (route) => (await arrives, route.continue().catch(() => {})))
  const files = []
  page.on('download', (file) => files.push(file.suggestedFilename()))
  await page.getByRole('button', { name: 'Download users.csv' }).click()
  await page.getByText('The server is gathering everybody…').waitFor()
  const given = page.waitForEvent('requestfailed')
  await page.getByRole('link', { name: 'Help', exact: true }).click()
  await given
  arrive()
  await page.unrouteAll({ behavior: 'wait' })
  assert.deepEqual(files, [])
})

test('a position that has not been reached is refused in words', async () => {
  await openExports()
  await page.getByRole('radio', { name: 'A position in the ledger' }).check()
  await page.getByLabel('Position', { exact: true }).fill('999999999')
  await page.getByRole('button', { name: /^Download users/ }).click()
  await page.getByRole('alert').getByText('has not happened yet').waitFor()
})

test('r02_each_template_says_what_its_columns_hold_and_is_downloaded', async () => {
  await openExports()
  await page.getByLabel('What is it for?').selectOption('powerschool-full-v2')
  const users = page.getByRole('region', { name: 'users.csv', exact: true })
  await users.getByRole('row', { name: /^import_id/ }).getByText('must be filled').waitFor()
  const file = await download(users.getByRole('button', { name: /Download the header/ }))
  assert.equal(file.name, 'users.csv')
  const template = await textOf('/templates/powerschool-full-v2')
  assert.equal(file.bytes.toString(), template)
  await page.getByRole('region', { name: 'roster.csv', exact: true }).waitFor()
})

const textOf = (path) => page.evaluate(async (path) => (await fetch(`/api/v1${path}`)).text(), path)

test('a notice is found in the help by keyboard alone, and its address shows it', async () => {
  await page.goto('/help')
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
  await tabTo('Notices')
  await page.keyboard.press('Enter')
  await page.getByRole('searchbox').waitFor()
  await tabTo('searchbox')
  await page.keyboard.type('email form name@domain')
  await page.getByText('1 code', { exact: true }).waitFor()
  await tabTo('email-malformed')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/help/notices#email-malformed')
  await page.waitForFunction(() => document.activeElement?.id === 'email-malformed-name')
  assert.equal(await focused(), 'email-malformed')
  await page.reload()
  await page.waitForFunction(() => document.activeElement?.id === 'email-malformed-name')
})

test('a refused row leads to the help on its code, and back to the file on the desk', async () => {
  const [person] = await activeAccounts(page, 2, 1)
  await check(page, csvOf('one.csv', [{ ...person, email: person.email.replace('@', '') }]))
  await page.getByRole('link', { name: 'Help on email-malformed' }).click()
  const entry = page.getByRole('article', { name: 'email-malformed' })
  await entry.getByText('ana.school.example').waitFor()
  await page.waitForFunction(() => {
    const { top } = document.getElementById('email-malformed').getBoundingClientRect()
    return top >= 0 && top < innerHeight
  })
  await page.goBack()
  await page.getByRole('heading', { name: '1 row: 0 good, 1 refused' }).waitFor()
})

test('the statuses and the jobs are explained', async () => {
  await page.goto('/help/statuses')
  const meaning = page.getByRole('table', { name: 'What a status means' })
  await meaning.getByRole('row', { name: /^Takes a seat/ }).getByText('yes').waitFor()
  await page.goto('/help/jobs')
  await page.getByRole('link', { name: 'Open the schedule' }).click()
  await page.getByRole('heading', { level: 2, name: 'Schedule', exact: true }).waitFor()
})

test('whoever is of one institution downloads templates only', async () => {
  const { institution } = await institutionAt(page, 1)
  const { body } = await api(page, 'POST', '/admins', { email: 'one@office.example', role: 'institution_admin', institution })
  const other = await openConsole(browser, server)
  await other.page.goto(`/#sign-in=${body.sign_in_secret}`)
  await other.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await other.page.goto('/exports')
  await other.page.getByText('so they are for domain admins and auditors').waitFor()
  assert.equal(await other.page.getByRole('button', { name: /^Download users/ }).count(), 0)
  await other.page.getByRole('button', { name: /^Download the header/ }).waitFor()
  await other.context.close()
  assert.deepEqual(errors, [])
})

/** Presses Tab until the control with this text, or of this role, has the focus. */
async function tabTo(name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => [document.activeElement?.textContent?.trim(), document.activeElement?.type])
    if (at[0] === name || (name === 'searchbox' && at[1] === 'search')) return
  }
  assert.fail(`Tab never reaches "${name}"`)
}
