// Every view of the console and its states, each with the way to it.
import { activeAccounts, api } from './browser.mjs'
import { apply, check, choose, csv, csvOf, upload } from './desk.mjs'
import { district, HEADER, zip } from './district.mjs'
import { sample } from './server.mjs'

/** Each view and its states, in the order in which one leads to the next. */
export const VIEWS = [
  ['what needs attention', async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Last import' }).waitFor()
  }],
  ['an empty desk', async (page) => {
    await page.goto('/check')
    await page.getByRole('button', { name: 'Choose files' }).waitFor()
    await page.getByRole('heading', { name: 'Start from a template' }).waitFor()
  }],
  ['a checked file', async (page) => {
    await choose(page, sample('leavers-with-mistakes.csv'))
    await page.getByRole('heading', { name: 'What was found' }).waitFor()
  }],
  ['a row being mended', async (page) => {
    await page.getByRole('button', { name: /^Mend row/ }).first().click()
    await page.getByRole('button', { name: 'Leave the row out' }).waitFor()
  }],
  ['a plan', async (page) => {
    await upload(page)
    await page.getByRole('heading', { name: 'What it means for each institution' }).waitFor()
    await page.locator('summary').click()
  }],
  ['the dialogue before applying', async (page) => {
    await page.getByRole('button', { name: 'Continue…' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['a checked package', async (page) => {
    await check(page, zip('district.zip', district()))
    await page.getByRole('heading', { name: 'The files' }).waitFor()
  }],
  ['a row of a package being mended', async (page) => {
    await page.getByRole('button', { name: /^Mend row/ }).first().click()
    await page.getByRole('button', { name: 'Leave the row out' }).waitFor()
  }],
  ['the question before changes are dropped', async (page) => {
    await page.getByRole('button', { name: 'Leave the row out' }).click()
    await page.getByText('1 change made here').waitFor()
    await page.getByRole('button', { name: 'Check other files' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['a plan of a package', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await upload(page)
    await page.getByRole('heading', { name: /^Nothing/ }).waitFor()
  }],
  ['the dialogue before a deletion', async (page) => {
    await check(page, csv('users.csv', [HEADER.split(',')]))
    await upload(page)
    await page.getByRole('checkbox').check()
    await page.getByLabel('Why is this meant?').fill('The district leaves')
    await page.getByRole('button', { name: 'Continue…' }).click()
    await page.getByRole('dialog').getByText('A deletion is final.').waitFor()
  }],
  ['an archive that cannot be used', async (page) => {
    await check(page, [zip('bad.zip', { '../users.csv': 'email\n' }), csv('good.csv', [['email'], ['a@school.example']])])
    await page.getByRole('heading', { name: 'bad.zip cannot be used' }).waitFor()
  }],
  ['a plan stopped by a guard', async (page) => {
    const many = await activeAccounts(page, 8, 1000)
    await check(page, csvOf('many.csv', many))
    await upload(page)
    await page.getByRole('checkbox').check()
    await page.getByLabel('Why is this meant?').waitFor()
  }],
  ['an import that was applied', async (page) => {
    const [person] = await activeAccounts(page, 9, 1)
    await check(page, csvOf('one.csv', [person, { email: 'broken', user_id: '' }]))
    await upload(page)
    await apply(page)
    await page.getByRole('heading', { name: 'Done' }).waitFor()
  }],
  ['a batch', async (page) => {
    await page.getByRole('link', { name: 'Open the batch' }).click()
    await page.getByRole('heading', { name: 'What it did' }).waitFor()
    await page.getByRole('table').getByText('Deactivated').waitFor()
  }],
  ['a plan to reverse a batch of which somebody is kept', async (page) => {
    const { body: batch } = await api(page, 'GET', `/batches/${page.url().split('/').at(-1)}`)
    await api(page, 'POST', `/accounts/${batch.changes[0].account_id}/reactivate`, { reason: null })
    await page.getByRole('link', { name: 'Reverse…' }).click()
    await page.getByRole('heading', { name: /^1 account stays as it is/ }).waitFor()
  }],
  ['a plan to replay a batch', async (page) => {
    await page.goBack()
    await page.getByRole('link', { name: 'Replay…' }).click()
    await page.getByText('1 account will be deactivated.').waitFor()
  }],
  ['a plan to reverse a batch of which much is refused', async (page) => {
    await page.goto('/batches')
    await page.getByRole('link', { name: /^Import: 211 accounts were disabled/ }).click()
    await page.getByRole('link', { name: 'Reverse…' }).click()
    await page.getByRole('heading', { name: /cannot be put back$/ }).waitFor()
  }],
  ['the dialogue before a reversal', async (page) => {
    await page.getByRole('button', { name: 'Continue…' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['the batches', async (page) => {
    await page.goto('/batches')
    await page.locator('main li').first().waitFor()
  }],
  ['the accounts', async (page) => {
    await page.goto('/accounts?status=all')
    await page.locator('[role=grid] .item').first().waitFor()
    await page.getByText('More filters').click()
  }],
  ['selected accounts', async (page) => {
    for (const nth of [1, 2]) await page.getByRole('checkbox').nth(nth).check()
    await page.getByRole('region', { name: 'Selected accounts' }).waitFor()
  }],
  ['the dialogue before several are changed', async (page) => {
    await page.getByRole('region', { name: 'Selected accounts' }).getByRole('button').nth(1).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['an account', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('[role=grid] a').nth(4).click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    await page.locator('main ol li').first().waitFor()
  }],
  ['the dialogue before a command', async (page) => {
    await page.locator('main header').first().getByRole('button').first().click()
    await page.getByRole('dialog').waitFor()
  }],
  ['scheduling a change', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Schedule…' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['what a scheduled change would do', async (page) => {
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'This is what would happen' }).waitFor()
  }],
  ['a profile with a mistake', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Google email').fill('nobody')
    await page.getByRole('button', { name: 'Save the changes' }).click()
    await page.getByText('This is no email address.').waitFor()
  }],
  ['the dialogue before an account is deleted', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['an account as it was', async (page) => {
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Earlier', exact: true }).click()
    await page.getByText(/^As it was on/).waitFor()
  }],
  ['an account to be added', async (page) => {
    await page.goto('/accounts/new')
    await page.getByRole('button', { name: 'Add the account' }).click()
    await page.getByText('Give an email or a username.').waitFor()
  }],
  ['a search without result', async (page) => {
    await page.goto('/accounts')
    await page.getByRole('searchbox').fill('zzzz-nobody-zzzz')
    await page.getByRole('heading', { name: 'No account fits' }).waitFor()
  }],
  ['an account that is not there', async (page) => {
    await page.goto('/accounts/00000000-0000-7000-8000-000000000000')
    await page.getByRole('alert').waitFor()
  }],
  ['the seats, with the events of a step', async (page) => {
    await page.goto('/seats')
    await page.getByRole('slider').press('Enter')
    await page.getByRole('heading', { name: /^What happened on / }).waitFor()
    await page.getByText('The steps as a table').click()
  }],
  ['the seats of a day before the ledger began', async (page) => {
    await page.goto('/seats?as_of=2020-02-29')
    await page.getByRole('heading', { name: 'Nothing was recorded by then' }).waitFor()
  }],
  ['the audit', async (page) => {
    await page.goto('/audit?query=type:disabled')
    await page.getByRole('button', { name: 'Older' }).waitFor()
    await page.getByText('How to write a search').click()
  }],
  ['a search of the audit that is not understood', async (page) => {
    await page.getByRole('searchbox', { name: 'Search the ledger' }).fill('type:gone')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.getByRole('alert').getByText('is not understood').waitFor()
  }],
  ['the whole log, checked', async (page) => {
    await page.getByRole('button', { name: 'Check the whole log in your browser' }).click()
    await page.getByRole('button', { name: 'Start the check' }).click()
    await page.getByText('events are as they were signed.').waitFor()
    await page.getByText('Details for specialists').click()
  }],
  ['one event, checked', async (page) => {
    await page.goto('/events/4000')
    await page.getByText('This event is in the signed log').waitFor()
    await page.getByText('Details for specialists').click()
  }],
  ['an event that is not there', async (page) => {
    await page.goto('/events/999999999')
    await page.getByRole('heading', { name: 'There is no such event here' }).waitFor()
  }],
  ...['Institutions', 'Groups', 'Limits', 'Schedule', 'Admins', 'Tokens'].map((section) => [
    `the settings: ${section}`,
    async (page) => {
      await page.goto(`/settings/${section.toLowerCase()}`)
      await page.getByRole('heading', { level: 2, name: section, exact: true }).waitFor()
      await page.locator('main').getByRole('table').or(page.locator('main .empty')).first().waitFor()
    },
  ]),
  ['a step being scheduled', async (page) => {
    await page.goto('/settings/schedule')
    await page.getByRole('button', { name: 'Schedule a change' }).click()
    await page.getByRole('form', { name: 'Schedule a change' }).waitFor()
  }],
  ['the exports and templates', async (page) => {
    await page.goto('/exports')
    await page.getByLabel('With deactivated people as well').check()
    await page.getByRole('radio', { name: 'A day in the past' }).check()
    await page.getByLabel('What is it for?').selectOption('powerschool-full-v2')
    await page.getByRole('heading', { name: 'roster.csv' }).waitFor()
  }],
  ...[['statuses', 'What a status means'], ['notices', 'email-malformed'], ['jobs', 'Undo what was done yesterday']].map(([topic, name]) => [
    `the help: ${topic}`,
    async (page) => {
      await page.goto(`/help/${topic}`)
      await page.getByRole('heading', { name }).waitFor()
    },
  ]),
  ['an address that leads nowhere', async (page) => {
    await page.goto('/nowhere')
    await page.getByRole('heading', { level: 2, name: 'There is no such page' }).waitFor()
  }],
  ['the page for who is not signed in', async (page, context) => {
    await context.clearCookies()
    await page.goto('/check')
    await page.getByRole('heading', { name: 'Sign in to Rollbook' }).waitFor()
  }],
]
