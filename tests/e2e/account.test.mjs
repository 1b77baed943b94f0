// One account: why it is locked out, what happened to it, as it was, and everything that is done with it by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeAccounts, api, seriousFaults, startConsole } from './browser.mjs'
import { download } from './desk.mjs'

const { page, errors } = await startConsole()

const heading = (name) => page.getByRole('heading', { name })

async function open(account) {
  await page.goto(`/accounts/${account.account_id}`)
  await heading('What happened').waitFor()
  await page.locator('main ol li').first().waitFor()
}

const read = async (account) => (await api(page, 'GET', `/accounts/${account.account_id}`)).body

test('r51_somebody_is_locked_out_and_the_page_says_why', async () => {
  const { body } = await api(page, 'POST', '/accounts/search', { status: ['disabled'], limit: 1 })
  const [person] = body.accounts
  // Somebody is on the phone and gives a name: nothing is known of the status.
  await page.goto('/accounts')
  await page.getByRole('searchbox').fill(`${person.username} ${person.user_id}`)
  await page.getByRole('button', { name: 'Look among all statuses' }).click()
  await page.getByRole('link', { name: person.last_name }).click()

  const why = page.getByRole('region', { name: 'Cannot log in: disabled' })
  await why.getByText(/disabled this account on .*, for row \d+ of late-starters\.csv\./).waitFor()
  await why.getByText('The reason given: “starts after the autumn holidays”').waitFor()
  await why.getByText('Enabling gives the log-in back and takes a seat.').waitFor()
  await why.getByRole('link', { name: 'The whole batch' }).click()
  await page.waitForURL(/\/batches\//)
})

test('everything that happened is told, by day, with its event and its batch', async () => {
  const [person] = await activeAccounts(page, 6, 1)
  await open(person)
  const events = page.locator('main ol > li')
  const { body } = await api(page, 'GET', `/accounts/${person.account_id}/history`)
  assert.equal(await events.count(), body.events.length)
  await events.last().getByText(/ created .* for row [\d,]+ of .*\.csv, giving the reason/).waitFor()
  const first = body.events[0]
  await events.last().getByRole('link', { name: `Event ${first.position.toLocaleString('en')}`, exact: true }).click()
  await page.waitForURL(`**/events/${first.position}`)
  await page.goBack()
  assert.equal(await events.last().getByRole('link', { name: 'Batch' }).getAttribute('href'), `/batches/${first.batch}`)
})

test('a change is scheduled, and cancelled again', async () => {
  const [person] = await activeAccounts(page, 2, 1)
  await open(person)
  await page.getByText('Nothing is scheduled.').waitFor()
  await page.getByRole('button', { name: 'Schedule…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What should happen').selectOption('Disable')
  await dialog.getByLabel('When').fill('2001-01-01T00:00')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByText('Choose a time that is still to come.').waitFor()
  await dialog.getByLabel('When').fill('2099-07-01T00:00')
  await dialog.getByLabel('Until').fill('2099-08-15T08:30')
  await dialog.getByLabel('Reason').fill('the summer')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByText(/^Disable on Jul 1, 2099/).waitFor()
  await dialog.getByText(/^Enable on Aug 15, 2099/).waitFor()
  assert.deepEqual((await read(person)).scheduled, [], 'a plan schedules nothing')
  await dialog.getByRole('button', { name: 'Yes, schedule it' }).click()
  await page.getByText('It is scheduled.').waitFor()
  const steps = page.getByRole('region', { name: 'Scheduled' })
  await steps.getByText(/^Disable on Jul 1, 2099/).waitFor()
  await steps.getByText('gives back what the step before took').waitFor()
  assert.equal((await read(person)).scheduled.length, 2)

  await steps.getByRole('button', { name: 'Cancel this step' }).first().click()
  await dialog.getByText('With it goes the step that would end its effects.').waitFor()
  await dialog.getByRole('button', { name: 'Yes, cancel the step' }).click()
  await page.getByText('The step is cancelled. It will not run.').waitFor()
  await steps.getByText('Nothing is scheduled.').waitFor()
  assert.deepEqual((await read(person)).scheduled, [])
})

test('r58_a_profile_is_edited_and_a_mistake_stands_beside_its_field', async () => {
  const [person, other] = await activeAccounts(page, 2, 2)
  await open(person)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByText(/the next full import will put back what it states/).waitFor()
  await page.getByLabel('Username').fill(other.username)
  await page.getByRole('button', { name: 'Save the changes' }).click()
  const field = page.getByLabel('Username')
  await page.getByText('Another account has this username').waitFor()
  assert.equal(await field.getAttribute('aria-invalid'), 'true')
  assert.ok(await field.evaluate((input) => input === document.activeElement), 'the focus is at the mistake')

  const sent = page.waitForRequest((request) => request.method() === 'PATCH')
  await field.fill(person.username)
  await page.getByLabel('Nickname').fill('  عَلِيّ ')
  await page.getByRole('button', { name: 'Save the changes' }).click()
  assert.deepEqual((await sent).postDataJSON(), { nickname: 'عَلِيّ' }, 'only what changed is sent')
  await page.getByRole('status').filter({ hasText: /is changed\..*next full import/ }).waitFor()
  await page.getByRole('definition').filter({ hasText: 'عَلِيّ' }).waitFor()
  assert.equal((await read(person)).nickname, 'عَلِيّ')
})

test('r50_an_account_is_shown_as_it_was_and_cannot_be_changed_there', async () => {
  const [person] = await activeAccounts(page, 4, 1)
  await api(page, 'PATCH', `/accounts/${person.account_id}`, { last_name: 'Renamed' })
  await api(page, 'POST', `/accounts/${person.account_id}/disable`, { reason: 'away' })
  await open(person)
  await page.getByRole('button', { name: 'Enable' }).waitFor()
  const slider = page.getByRole('slider', { name: 'Moment in the history of this account' })
  assert.equal(await slider.getAttribute('aria-valuetext'), 'Now')
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.getByText(/^As it was on/).waitFor()
  await heading(`${person.first_name} ${person.last_name}`).waitFor()
  await page.getByText('Could log in').waitFor()
  assert.match(await slider.getAttribute('aria-valuetext'), /\d{4}, .*: .* reported that /)
  for (const name of ['Enable', 'Disable', 'Schedule…', 'Edit', 'Delete…', 'Join…']) {
    assert.equal(await page.getByRole('button', { name }).count(), 0, `${name} is not offered in the past`)
  }
  assert.match(page.url(), /\?as_of=\d+$/)
  await page.reload()
  await page.getByText(/^As it was on/).waitFor()
  await page.getByText('You are looking at this moment').waitFor()

  await page.getByLabel('At the end of the day').fill('2001-02-03')
  await page.getByText('On Saturday, February 3, 2001 the account did not exist yet.').waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await heading('Renamed').waitFor()
  await page.getByRole('button', { name: 'Enable' }).waitFor()
})

test('a long history is walked from its first event on, which is loaded on the way', async () => {
  const [person] = await activeAccounts(page, 7, 1)
  for (let n = 0; n < 110; n += 1) await api(page, 'PATCH', `/accounts/${person.account_id}`, { nickname: `No ${n}` })
  await open(person)
  const slider = page.getByRole('slider', { name: 'Moment in the history of this account' })
  const count = Number(await slider.getAttribute('max')) + 1
  assert.ok(count > 110, `${count} events, as the history says`)
  await page.getByText(`The latest 100 of ${count} events`).waitFor()
  await slider.focus()
  await page.keyboard.press('Home')
  await page.getByText(`Event 1 of ${count}:`).waitFor()
  await page.getByText(/^As it was on/).waitFor()

  // Whoever goes away while the slider comes to rest is not brought back.
  await page.getByRole('button', { name: 'Later' }).click()
  await page.getByRole('link', { name: 'All accounts' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await page.waitForTimeout(300)
  assert.equal(new URL(page.url()).pathname, '/accounts')
})

test('a certificate that is refused says why', async () => {
  const [{ institution }] = await activeAccounts(page, 2, 1)
  const { body } = await api(page, 'POST', '/accounts', { username: 'gone.soon', email: 'gone.soon@school.example', institution })
  const path = `/accounts/${body.account_id}`
  const { body: look } = await api(page, 'POST', `${path}/deletion`)
  assert.equal((await api(page, 'DELETE', path, { confirmation: look.confirmation, identity: 'gone.soon' })).status, 200)
  await page.goto(path)
  const certificate = page.getByRole('button', { name: 'Download the certificate' })
  await certificate.waitFor()
  const busy = '{"code":"too-many-downloads","detail":"too many downloads at once"}'
  await page.route('**/certificate', (route) => route.fulfill({ status: 429, body: busy }), { times: 1 })
  await certificate.click()
  await page.getByRole('alert').getByText('Too many downloads at once').waitFor()
  assert.match((await download(certificate)).bytes.toString(), /deleted/i)
})

test('a group is joined and left', async () => {
  const [person] = await activeAccounts(page, 4, 2).then((people) => people.slice(1))
  await open(person)
  const groups = page.getByRole('region', { name: 'Groups and classes' })
  await groups.getByRole('button', { name: /^Leave / }).first().waitFor()
  const options = groups.getByLabel('Join a group')
  await options.locator('option').nth(1).waitFor({ state: 'attached' })
  await options.selectOption({ index: 1 })
  const name = await options.locator('option:checked').innerText()
  await groups.getByRole('button', { name: 'Join…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Join the group' }).click()
  await page.getByText(`is now in ${name}.`).waitFor()
  assert.ok((await read(person)).groups.includes(name))
  await groups.getByRole('button', { name: `Leave ${name}`, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave the group' }).click()
  await page.getByText(`is no longer in ${name}.`).waitFor()
  assert.ok(!(await read(person)).groups.includes(name))
})

test('an account is added by hand, and deleted for good by keyboard alone', async () => {
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'Add an account' }).click()
  await heading('Add an account').waitFor()
  await page.getByLabel('First name').fill('Test')
  await page.getByLabel('Last name').fill('Nobody')
  await page.getByRole('button', { name: 'Add the account' }).click()
  await page.getByText('Give an email or a username.').waitFor()
  await page.getByLabel('Email', { exact: true }).fill('test.nobody@school.example')
  await page.getByLabel('Institution').selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Add the account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Test Nobody' }).waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1)

  await tabTo('Delete…')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('This is final.').waitFor()
  await dialog.getByText(/^The profile, with \d+ filled fields$/).waitFor()
  await dialog.getByRole('button', { name: 'Deactivate instead' }).waitFor()
  await tabTo('identity')
  await page.keyboard.type('somebody.else@school.example')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').waitFor()
  assert.equal((await read({ account_id: id })).status, 'active')
  await tabTo('identity')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('test.nobody@school.example')
  await page.keyboard.press('Enter')

  await heading('This account is deleted').waitFor()
  await page.getByRole('heading', { level: 1, name: 'Deleted account' }).and(page.locator(':focus')).waitFor()
  await page.getByText('What is left is this anonymous history.').waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes('nobody'), 'nothing says who it was')
  assert.deepEqual(await seriousFaults(page), [])
  const { name, bytes } = await download(page.getByRole('button', { name: 'Download the certificate' }))
  assert.equal(name, `deletion-${id}.txt`)
  assert.match(bytes.toString(), /AccountDeleted|deleted/i)
  assert.deepEqual(errors, [])
})

/** Presses Tab until the control of this name, or the field for the identity, has the focus. */
async function tabTo(name) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const [text, id] = await page.evaluate(() => [document.activeElement?.textContent?.trim(), document.activeElement?.id])
    if (text === name || id?.endsWith(`-${name}`)) return
  }
  assert.fail(`Tab never reaches "${name}"`)
}
