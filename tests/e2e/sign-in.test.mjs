// Signing in by email and password, what goes wrong with it, and the password that somebody sets for themselves.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { goTo, openConsole, openMenu, seriousFaults, startBrowser } from './browser.mjs'
import { choose, csv, upload } from './desk.mjs'
import { startServer } from './server.mjs'

const PASSWORD = 'several words that nobody guesses'
const START = { level: 1, name: 'Home' }

const [server, browser] = await Promise.all([startServer(), startBrowser()])
after(async () => {
  await browser.close()
  await server.stop()
})

const setPassword = (email, password) => server.run(['admin', 'password', '--email', email], `${password}\n`)

/** A new domain admin; gives the secret of the link that signs this person in. */
async function admin(email, password) {
  const added = await server.run(['--format', 'json', 'admin', 'add', '--email', email, '--role', 'domain_admin'])
  if (password !== undefined) await setPassword(email, password)
  return JSON.parse(added).sign_in_secret
}

/** A console that nobody is signed in to; `told` is all that leaves the browser but the bodies of its requests. */
async function strangersConsole(options) {
  const opened = await openConsole(browser, server, options)
  const { page } = opened
  const told = []
  page.on('request', (request) => told.push(`${request.url()} ${JSON.stringify(request.headers())}`))
  page.on('console', (message) => told.push(message.text()))
  await page.goto('/')
  await page.getByRole('heading', { name: 'Sign in to Rollbook' }).waitFor()
  return { ...opened, told }
}

async function enter(page, email, password) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const storage = (page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state]))

test('an email and its password sign in by keyboard alone, and stand nowhere afterwards', async () => {
  await admin('keys@office.example', PASSWORD)
  const { context, page, errors, told } = await strangersConsole()
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('autocomplete'))
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'username')
  await page.keyboard.type('keys@office.example')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'current-password')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')

  await page.getByRole('heading', START).and(page.locator(':focus')).waitFor()
  await page.getByText('keys@office.example').waitFor()
  const left = [page.url(), await storage(page), ...told].join('\n')
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'keys@office.example', 'keys%40office.example']) {
    assert.ok(!left.includes(secret), left)
  }
  await page.reload()
  await page.getByRole('heading', START).waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

test('a wrong password and an unknown email are told alike, and five in a row lock the email', async () => {
  await admin('locked@office.example', PASSWORD)
  const { context, page, errors } = await strangersConsole()
  const answer = async (email, password) => {
    await enter(page, email, password)
    const alert = page.getByRole('alert').and(page.locator(':focus'))
    await alert.waitFor()
    assert.equal(await page.getByLabel('Email').inputValue(), email)
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
    return alert.innerText()
  }
  const unknown = await answer('nobody@office.example', PASSWORD)
  assert.match(unknown, /You are not signed in\s+The email and the password do not sign anybody in/)
  for (let tries = 1; tries <= 5; tries++) {
    assert.equal(await answer('locked@office.example', 'a wrong long phrase'), unknown)
  }
  assert.match(await answer('locked@office.example', PASSWORD), /Too many wrong passwords .* try again in 15 minutes/)
  assert.deepEqual(errors, [])

  // A link still leads in.
  const link = await server.run(['admin', 'link', '--email', 'locked@office.example'])
  await page.goto(`/${/#sign-in=\w+/.exec(link)[0]}`)
  await page.getByRole('heading', START).waitFor()
  await context.close()
})

test('nothing is sent twice while an answer is awaited, and what fails on the way is told', async () => {
  const { context, page } = await strangersConsole()
  let go
  const held = new Promise((resolve) => (go = resolve))
  let sent = 0
  await page.route('**/api/v1/session', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent += 1
    await held
    await route.abort()
  })
  await enter(page, 'slow@office.example', PASSWORD)
  const busy = page.getByRole('button', { name: 'Signing in…' })
  await busy.waitFor()
  assert.ok(await busy.isDisabled())
  await page.getByLabel('Password', { exact: true }).press('Enter')
  go()
  await page.getByRole('alert').getByText('The server did not answer.').waitFor()
  assert.ok(await page.getByRole('button', { name: 'Sign in', exact: true }).isEnabled())
  assert.equal(sent, 1)
  await context.close()
})

/** Mends a row, has all sessions of this person end, and comes so far that the server says so. */
const ended = (page) => page.getByRole('dialog', { name: 'Your session has ended' })

async function loseSession(page, email) {
  const listed = JSON.parse(await server.run(['--format', 'json', 'accounts', '--limit', '1']))
  const address = listed.accounts[0].email
  await goTo(page, 'Check & import')
  await choose(page, csv('one.csv', [['email'], [address.replace('@', '')]]))
  await page.getByRole('button', { name: 'Mend row 2' }).click()
  await page.getByRole('textbox', { name: 'email' }).fill(address)
  await page.getByRole('button', { name: 'Save and check again' }).click()
  await page.getByRole('heading', { name: '1 row, all good' }).waitFor()
  // Whoever gets a new password is signed out everywhere.
  await setPassword(email, PASSWORD)
  await upload(page)
  await page.getByRole('alert').getByRole('heading', { name: 'Your session has ended' }).waitFor()
}

test('after an ended session the same person goes on with the work in hand', async () => {
  await admin('back@office.example', PASSWORD)
  const { context, page, errors } = await strangersConsole()
  await enter(page, 'back@office.example', PASSWORD)
  await page.getByRole('heading', START).waitFor()
  await loseSession(page, 'back@office.example')

  assert.equal(await page.getByLabel('Email').inputValue(), 'back@office.example')
  await enter(page, 'back@office.example', 'not this one, surely')
  await page.getByRole('alert').and(page.locator(':focus')).getByText('You are not signed in').waitFor()
  await page.getByText('1 change made here').waitFor()

  // Whoever does not sign in now hears what that means, and is asked again.
  await page.getByRole('button', { name: 'Not now' }).click()
  await ended(page).waitFor({ state: 'detached' })
  const note = page.getByRole('alert').filter({ hasText: 'Your session has ended. Try again to sign in and go on.' })
  await note.getByRole('button', { name: 'Try again' }).click()
  await page.getByLabel('Password', { exact: true }).and(page.locator(':focus')).fill(PASSWORD)
  await page.keyboard.press('Enter')
  // What was under way goes on by itself.
  await page.getByRole('heading', { name: 'Nothing has changed yet. This is what would happen:' }).waitFor()
  assert.equal(await ended(page).count(), 0)
  assert.deepEqual(errors, [])
  await context.close()
})

/** Opens an account's warning and types a reason. */
async function aboutToDisable(page) {
  const listed = JSON.parse(await server.run(['--format', 'json', 'accounts', '--limit', '1']))
  await page.goto(`/accounts/${listed.accounts[0].account_id}`)
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Disable / })
  await dialog.getByLabel('Reason').fill('moved abroad')
  return { dialog, account: listed.accounts[0].account_id }
}

test('a session that ends below an open dialogue is taken up above it, and what was typed is sent once', async () => {
  await admin('typing@office.example', PASSWORD)
  const { context, page, errors } = await strangersConsole()
  await enter(page, 'typing@office.example', PASSWORD)
  await page.getByRole('heading', START).waitFor()
  const { dialog, account } = await aboutToDisable(page)
  await setPassword('typing@office.example', PASSWORD)
  await dialog.getByRole('button', { name: 'Disable' }).click()

  const signIn = page.getByRole('dialog', { name: 'Your session has ended' })
  await signIn.getByLabel('Password', { exact: true }).and(page.locator(':focus')).fill(PASSWORD)
  assert.equal(await dialog.getByLabel('Reason').inputValue(), 'moved abroad')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: /is now disabled/ }).waitFor()
  assert.equal(await dialog.count(), 0)
  const history = JSON.parse(await server.run(['--format', 'json', 'account', 'history', account]))
  assert.equal(history.events.filter(({ type, reason }) => type === 'AccountDisabled' && reason === 'moved abroad').length, 1)
  await server.run(['account', 'enable', account, '--yes'])
  assert.deepEqual(errors, [])
  await context.close()
})

test('signing in again in another tab leaves this one working, and is told where it is somebody else', async () => {
  await admin('tabs@office.example', PASSWORD)
  await admin('guest@office.example', PASSWORD)
  const { context, page, errors } = await strangersConsole()
  await enter(page, 'tabs@office.example', PASSWORD)
  await page.getByRole('heading', START).waitFor()
  const { dialog } = await aboutToDisable(page)
  const other = await context.newPage()
  const comeAgainAs = async (email) => {
    await other.goto('/')
    await other.getByRole('button', { name: 'Sign out' }).click()
    await enter(other, email, PASSWORD)
    await other.getByText(email).waitFor()
  }
  await comeAgainAs('tabs@office.example')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('status').filter({ hasText: /is now disabled/ }).waitFor()

  await page.getByRole('button', { name: 'Enable', exact: true }).click()
  await comeAgainAs('guest@office.example')
  await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click()
  await page.getByRole('heading', START).waitFor()
  await page.getByText('guest@office.example').waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

test('whoever cannot sign out, or is not signed in yet, is told so', async () => {
  const secret = await admin('stays@office.example')
  const { context, page, errors } = await strangersConsole()
  await page.getByRole('button', { name: 'I have opened a link: try again' }).click()
  await page.getByRole('alert').and(page.locator(':focus')).getByText('This browser is not signed in yet').waitFor()
  const elsewhere = await context.newPage()
  await elsewhere.goto(`/#sign-in=${secret}`)
  await elsewhere.getByRole('heading', START).waitFor()
  await page.getByRole('button', { name: 'I have opened a link: try again' }).click()
  await page.getByRole('heading', START).and(page.locator(':focus')).waitFor()

  const isSession = (url) => url.pathname === '/api/v1/session'
  await page.route(isSession, (route) => route.abort())
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alert').and(page.locator(':focus')).getByText('It is not known whether this was done').waitFor()
  await page.reload()
  await page.getByRole('alert').getByText('The console could not be opened').waitFor()
  await page.unroute(isSession)
  await page.getByRole('button', { name: 'I have opened a link: try again' }).click()
  await page.getByRole('heading', START).waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

test('after an ended session somebody else begins with a fresh page', async () => {
  await admin('first@office.example', PASSWORD)
  await admin('second@office.example', PASSWORD)
  const { context, page, errors } = await strangersConsole()
  await enter(page, 'first@office.example', PASSWORD)
  await page.getByRole('heading', START).waitFor()
  await loseSession(page, 'first@office.example')

  // The browser asks, because a change is saved nowhere.
  page.on('dialog', (dialog) => dialog.accept())
  await enter(page, 'second@office.example', PASSWORD)
  await page.getByText('second@office.example').waitFor()
  await goTo(page, 'Check & import')
  await page.getByRole('button', { name: 'Choose files' }).waitFor()
  assert.equal(await page.getByText('one.csv').count(), 0)
  assert.deepEqual(errors, [])
  await context.close()
})

test('whoever came by a link sets a password, and changes it by the current one afterwards', async () => {
  const secret = await admin('own@office.example')
  const { context, page, errors, told } = await strangersConsole()
  await page.goto(`/#sign-in=${secret}`)
  await page.getByRole('button', { name: 'Set a password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set a password' })
  await dialog.waitFor()
  assert.equal(await dialog.getByLabel('Current password').count(), 0)
  const next = dialog.getByLabel('New password', { exact: true })
  await next.pressSequentially('too short')
  await dialog.getByRole('button', { name: 'Set the password' }).click()
  assert.ok(await next.evaluate((input) => input.validity.tooShort && input === document.activeElement))
  await next.fill(PASSWORD)
  assert.equal(await next.getAttribute('type'), 'password')
  await dialog.getByLabel('Show the new password').check()
  assert.equal(await next.getAttribute('type'), 'text')
  await dialog.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('heading', { name: 'The password is set' }).and(page.locator(':focus')).waitFor()
  await page.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await enter(page, 'OWN@office.example', PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  const changing = page.getByRole('dialog', { name: 'Change password' })
  await changing.getByLabel('Current password').fill('not this one, surely')
  await changing.getByLabel('New password', { exact: true }).fill(`${PASSWORD}, again`)
  await changing.getByRole('button', { name: 'Set the password' }).click()
  await changing.getByRole('alert').and(page.locator(':focus')).getByText('The current password is another one.').waitFor()
  await changing.getByLabel('Current password').fill(PASSWORD)
  await changing.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('heading', { name: 'The password is set' }).waitFor()
  await page.keyboard.press('Escape')
  const opener = page.getByRole('button', { name: 'Change password' })
  await opener.and(page.locator(':focus')).waitFor()
  assert.ok(![page.url(), await storage(page), ...told].join('\n').includes(PASSWORD))

  await page.getByRole('button', { name: 'Sign out' }).click()
  await enter(page, 'own@office.example', `${PASSWORD}, again`)
  await page.getByRole('heading', START).waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

test('whoever has the machine has no password to set', async () => {
  const { context, page } = await openConsole(browser, server)
  await page.goto(server.link)
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /password/ }).count(), 0)
  await context.close()
})

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }, { width: 320, height: 640 }]) {
    const name = `${colorScheme}-${viewport.width}`
    test(`axe finds nothing serious in ${colorScheme} at ${viewport.width} px`, async () => {
      const email = `${name}@office.example`
      await admin(email, PASSWORD)
      const { context, page, errors } = await strangersConsole({ colorScheme, viewport })
      const look = async (what) => {
        assert.deepEqual(await seriousFaults(page), [], what)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(overflow <= 0, `${what} is ${overflow} px wider than the screen`)
      }
      await look('the form')
      await enter(page, email, 'a wrong long phrase')
      await page.getByRole('alert').waitFor()
      await look('a refused sign-in')
      await enter(page, email, PASSWORD)
      await page.getByRole('heading', START).waitFor()
      await look('the console')
      await openMenu(page)
      await look('the menu')
      await page.getByRole('button', { name: 'Change password' }).click()
      await page.getByLabel('Current password').fill('not this one, surely')
      await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
      await look('the dialogue')
      await page.getByRole('button', { name: 'Set the password' }).click()
      await page.getByRole('dialog').getByRole('alert').waitFor()
      await look('a refused password')
      await page.getByLabel('Current password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Set the password' }).click()
      await page.getByRole('heading', { name: 'The password is set' }).waitFor()
      await look('a password that was set')
      await page.getByRole('button', { name: 'Close' }).click()
      await loseSession(page, email)
      await look('an ended session')
      assert.deepEqual(errors, [])
      await context.close()
    })
  }
}
