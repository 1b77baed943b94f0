// The settings: who signs in, what programs use, how many seats there are, and what happens by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, institutionAt, openConsole, seriousFaults, startConsole } from './browser.mjs'

const { server, browser, context, page, errors } = await startConsole()
const session = await context.storageState()

const dialog = page.getByRole('dialog')
const rowOf = (name) => page.getByRole('row').filter({ hasText: name })
const says = (text) => page.getByRole('status').filter({ hasText: text }).waitFor()

async function open(section, heading) {
  await page.goto(`/settings/${section}`)
  await page.getByRole('heading', { level: 2, name: heading, exact: true }).waitFor()
}

/** Presses the dialogue's yes and waits until it is done. */
async function agree(name) {
  await dialog.getByRole('button', { name, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function addAdmin(email, role) {
  await open('admins', 'Admins')
  await page.getByRole('button', { name: 'Add an admin' }).click()
  await dialog.getByLabel('Email').fill(email)
  await dialog.getByLabel('Role').selectOption({ label: role })
  await agree('Add the admin')
  await page.getByRole('heading', { name: `The sign-in link of ${email}` }).and(page.locator(':focus')).waitFor()
  return page.getByLabel('Sign-in link', { exact: true }).inputValue()
}

test('an admin is added, signs in by the link elsewhere, and is removed', async () => {
  const link = await addAdmin('deputy@office.example', 'Domain admin')
  await rowOf('deputy@office.example').getByRole('button', { name: /^Remove/ }).click()
  await dialog.getByRole('button', { name: 'Remove the admin' }).click()
  await dialog.getByRole('alert').getByText('This is the last domain admin').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await addAdmin('chief@office.example', 'Domain admin')
  const elsewhere = await openConsole(browser, server)
  await elsewhere.page.goto(link)
  await elsewhere.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await elsewhere.page.getByText('deputy@office.example').waitFor()
  // A program of the deputy's goes on without them.
  assert.equal((await api(elsewhere.page, 'POST', '/tokens', { name: 'deputy-sync', role: 'auditor' })).status, 201)

  await page.getByRole('button', { name: 'I have kept it' }).click()
  await rowOf('deputy@office.example').getByRole('button', { name: /^Remove/ }).click()
  await dialog.getByText('signed out at once').waitFor()
  await dialog.getByText('Tokens that they created go on').waitFor()
  await agree('Remove the admin')
  await says('deputy@office.example is no admin any more.')
  await rowOf('deputy@office.example').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: '1 token goes on' }).waitFor()
  await page.getByRole('button', { name: 'Revoke deputy-sync' }).click()
  await agree('Revoke the token')
  await page.getByRole('heading', { name: '1 token goes on' }).waitFor({ state: 'detached' })

  assert.equal(await elsewhere.page.evaluate(async () => (await fetch('/api/v1/session')).status), 401)
  assert.deepEqual(elsewhere.errors, [])
  await elsewhere.context.close()
})

test('nobody removes themselves, and a person can be erased', async () => {
  const link = await addAdmin('self@office.example', 'Domain admin')
  const own = await openConsole(browser, server)
  await own.page.goto(link)
  await own.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await own.page.goto('/settings/admins')
  const row = own.page.getByRole('row').filter({ hasText: 'self@office.example' })
  await row.getByText('You cannot remove yourself').waitFor()
  assert.equal(await row.getByRole('button', { name: /^Remove/ }).count(), 0)
  await own.context.close()

  await rowOf('self@office.example').getByRole('button', { name: /^Remove/ }).click()
  await dialog.getByLabel('Erase the person’s data as well').check()
  await dialog.getByText('This cannot be undone').waitFor()
  await agree('Remove and erase for good')
  await says('and the person’s data erased')
})

test('a link for somebody who lost theirs is made behind its warning', async () => {
  await addAdmin('again@office.example', 'Auditor')
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await rowOf('again@office.example').getByRole('button', { name: /^Sign-in link/ }).click()
  await dialog.getByText('Whoever has the link can act in this person’s name').waitFor()
  await agree('Make the link')
  const auditor = await openConsole(browser, server)
  await auditor.page.goto(await page.getByLabel('Sign-in link', { exact: true }).inputValue())
  await auditor.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  // An auditor sees everything and changes nothing.
  await auditor.page.goto('/settings/admins')
  await auditor.page.getByRole('row').filter({ hasText: 'again@office.example' }).waitFor()
  assert.equal(await auditor.page.locator('main').getByRole('button').count(), 0)
  await auditor.context.close()
})

test('an institution admin sees no admins and no tokens', async () => {
  await open('admins', 'Admins')
  await page.getByRole('button', { name: 'Add an admin' }).click()
  const { name } = await institutionAt(page, 1)
  await dialog.getByLabel('Email').fill('school@office.example')
  await dialog.getByLabel('Institution').selectOption({ label: name })
  await agree('Add the admin')
  const school = await openConsole(browser, server)
  await school.page.goto(await page.getByLabel('Sign-in link', { exact: true }).inputValue())
  await school.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await school.page.goto('/settings')
  const links = school.page.getByRole('navigation', { name: 'Settings' }).getByRole('link')
  await links.first().waitFor()
  assert.deepEqual(await links.allInnerTexts(), ['Institutions', 'Groups', 'Limits', 'Schedule'])
  await school.page.goto('/settings/tokens')
  await school.page.getByRole('heading', { name: 'This is for domain admins' }).waitFor()
  await school.context.close()
})

test('a token is created by keyboard, used, seen as used, and revoked', async () => {
  await open('tokens', 'Tokens')
  await page.getByRole('button', { name: 'Create a token' }).focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  await page.keyboard.type('front-door')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Gate')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Without')
  await dialog.getByText('until somebody revokes it').waitFor()
  await dialog.getByLabel('Name').press('Enter')
  await page.getByRole('heading', { name: 'The secret of front-door' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Tab')
  const secret = await page.evaluate(() => document.activeElement.value)

  const ask = () =>
    fetch(`${server.base}/api/v1/access`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: '{"email":"nobody@school.example"}',
    })
  assert.equal((await ask()).status, 404)
  await page.reload()
  assert.equal(await page.getByText(secret).count(), 0)
  await rowOf('front-door').getByText('no end').waitFor()

  await rowOf('front-door').getByRole('button', { name: 'Revoke front-door' }).click()
  await dialog.getByText('stops working at once').waitFor()
  await agree('Revoke the token')
  await says('front-door was revoked.')
  assert.equal((await ask()).status, 401)
})

test('r45_a_limit_is_set_after_what_follows_from_it_was_said', async () => {
  const { institution, name, in_use } = await institutionAt(page, 2)
  await open('limits', 'Limits')
  await rowOf(name).getByRole('button', { name: /^Change/ }).click()
  await dialog.getByLabel('Seats', { exact: true }).fill(String(in_use - 10))
  await dialog.getByText('That is 10 seats below what is in use. Nobody is shut out.').waitFor()
  await dialog.getByLabel('Seats', { exact: true }).fill(String(in_use + 1))
  await dialog.getByText('1 more person can become active.').waitFor()
  await agree('Change the limit')
  await says(`The limit of ${name} is`)
  const seats = (await api(page, 'GET', '/seats')).body.seats
  assert.equal(seats.find((seat) => seat.institution === institution).limit, in_use + 1)

  await rowOf(name).getByRole('button', { name: /^Change/ }).click()
  await dialog.getByLabel('No limit').check()
  await agree('Change the limit')
  await rowOf(name).getByText('unlimited').waitFor()
})

test('what the guards allow is shown with how to change it', async () => {
  await open('limits', 'Limits')
  const guards = page.getByRole('region', { name: 'Guards' })
  await guards.getByText('20 %').waitFor()
  await guards.getByText('How to change them').click()
  await guards.getByText('share_percent = 20').waitFor()
  await page.getByRole('region', { name: 'Files' }).getByText('100 files').waitFor()
})

test('r58_an_institution_and_a_group_are_added', async () => {
  const { institution } = await institutionAt(page, 0)
  await open('institutions', 'Institutions')
  await page.getByRole('button', { name: 'Add an institution' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('Hilltop Academy')
  await dialog.getByLabel(/^ID/).fill(String(institution))
  await dialog.getByRole('button', { name: 'Add the institution' }).click()
  await dialog.getByRole('alert').getByText(`Institution ${institution} is there already`).waitFor()
  await dialog.getByLabel(/^ID/).fill('900')
  await dialog.getByLabel(/^Seats/).fill('40')
  await agree('Add the institution')
  await says('Hilltop Academy was added with the ID 900.')
  await rowOf('Hilltop Academy').getByText('40').waitFor()

  await open('groups', 'Groups')
  for (const said of ['Choir was added.', 'Nothing to do: there is a group called Choir already.']) {
    await page.getByRole('button', { name: 'Add a group' }).click()
    await dialog.getByLabel('Name').fill('Choir')
    await dialog.getByLabel('Institution').selectOption({ label: 'Hilltop Academy' })
    await agree('Add the group')
    await says(said)
  }
  await page.getByLabel('Find by name').fill('choir')
  await rowOf('Choir').getByText('Hilltop Academy').waitFor()
})

test('a block is scheduled after its consequences were shown, found by its filters, and cancelled', async () => {
  const { name, in_use } = await institutionAt(page, 3)
  await open('schedule', 'Schedule')
  await page.getByRole('heading', { name: 'Nothing is scheduled' }).waitFor()
  await page.getByRole('button', { name: 'Schedule a change' }).click()
  const form = page.getByRole('form', { name: 'Schedule a change' })
  await form.getByLabel('Institution').selectOption({ label: name })
  const year = new Date().getFullYear() + 1
  await form.getByLabel('From').fill(`${year}-07-01T08:00`)
  await form.getByLabel('Until').fill(`${year}-09-01T08:00`)
  await form.getByLabel('Reason').fill('summer holidays')
  await form.getByRole('button', { name: 'Show what would happen' }).click()
  await form.getByText(/^Nothing is scheduled yet\. This is what would happen at /).and(page.locator(':focus')).waitFor()
  await form.getByText(`${in_use.toLocaleString('en')} accounts will be disabled`).waitFor()
  // R60: a whole school is more than a fifth of it.
  assert.ok(await form.getByRole('button', { name: 'Schedule it' }).isDisabled())
  await form.getByRole('checkbox').check()
  await form.getByLabel('Why is this meant?').fill('It is the summer')
  await form.getByRole('button', { name: 'Schedule it' }).click()
  await says('Scheduled: 2 steps.')
  await page.getByRole('row').filter({ hasText: 'Ends an earlier step' }).waitFor()

  // Either step of the pair says whose accounts they are.
  for (const text of ['summer holidays', 'Ends an earlier step']) {
    await page.getByRole('row').filter({ hasText: text }).getByRole('link', { name }).first().waitFor()
  }
  const ending = page.getByRole('row').filter({ hasText: 'Ends an earlier step' })
  await ending.getByRole('button', { name: /^Cancel the step/ }).click()
  await dialog.getByText(/^The block then has no end: [\d,]+ accounts are disabled on .+ and stay so until somebody enables them\.$/).waitFor()
  await dialog.getByRole('button', { name: 'Keep it' }).click()

  await page.getByLabel('Action').selectOption({ label: 'Deactivate' })
  await page.getByRole('heading', { name: 'No step fits' }).waitFor()
  await page.getByLabel('Action').selectOption({ label: 'Disable' })
  await page.getByLabel('Institution').selectOption({ label: name })
  await page.getByText('1 step', { exact: true }).waitFor()
  await rowOf('summer holidays').getByRole('button', { name: /^Cancel the step/ }).click()
  await dialog.getByText('is cancelled too').waitFor()
  await agree('Yes, cancel the step')
  await says(/^Cancelled: “Disable .+” on .+ and “Enable .+” on .+\.$/)
  await page.getByRole('heading', { name: 'No step fits' }).waitFor()
  await page.getByLabel('Also what ran or was cancelled').check()
  await rowOf('summer holidays').getByText('Cancelled', { exact: true }).waitFor()
})

test('r61_a_schedule_whose_plan_has_changed_is_read_anew_and_accepted', async () => {
  const { institution, name } = await institutionAt(page, 4)
  await open('schedule', 'Schedule')
  await page.getByRole('button', { name: 'Schedule a change' }).click()
  const form = page.getByRole('form', { name: 'Schedule a change' })
  await form.getByLabel('Institution').selectOption({ label: name })
  await form.getByLabel('From').fill(`${new Date().getFullYear() + 1}-07-02T08:00`)
  await form.getByLabel('Reason').fill('closed for good')
  const show = form.getByRole('button', { name: 'Show what would happen' })
  await show.click()
  const override = async () => {
    await form.getByRole('checkbox').check()
    await form.getByLabel('Why is this meant?').fill('The school moves')
  }
  await override()
  // Whoever thinks again is taken back to the beginning of the form.
  await form.getByRole('button', { name: 'Change something' }).click()
  await form.getByRole('heading', { name: 'Schedule a change' }).and(page.locator(':focus')).waitFor()
  await show.click()
  await override()

  const { accounts } = (await api(page, 'POST', '/accounts/search', { status: ['active'], institution, limit: 1 })).body
  await server.run(['account', 'disable', accounts[0].account_id, '--yes'])
  await form.getByRole('button', { name: 'Schedule it' }).click()
  await form.getByRole('alert').getByText('Others changed something since you saw the plan').waitFor()
  // R60: the reason was for the plan before.
  assert.ok(await form.getByRole('button', { name: 'Schedule it' }).isDisabled())
  await override()
  await form.getByRole('button', { name: 'Schedule it' }).click()
  await says('Scheduled: 1 step.')

  await page.getByRole('button', { name: 'Schedule a change' }).click()
  await form.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('heading', { level: 2, name: 'Schedule' }).and(page.locator(':focus')).waitFor()
})

test('axe finds nothing in the dialogues, in light and in dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const seen = await openConsole(browser, server, { colorScheme, viewport: { width: 390, height: 844 }, storageState: session })
    for (const [section, button] of [
      ['institutions', 'Add an institution'],
      ['admins', 'Add an admin'],
      ['tokens', 'Create a token'],
      ['limits', /^Change/],
    ]) {
      await seen.page.goto(`/settings/${section}`)
      await seen.page.getByRole('button', { name: button }).first().click()
      await seen.page.getByRole('dialog').waitFor()
      assert.deepEqual(await seriousFaults(seen.page), [], section)
    }
    assert.deepEqual(seen.errors, [])
    await seen.context.close()
  }
  assert.deepEqual(errors, [])
})
