// Yesterday's import is reversed: all of it, except for what somebody has changed since. Then the reversal is undone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, startConsole } from './browser.mjs'
import { apply, check, csvOf, upload } from './desk.mjs'
import { sample } from './server.mjs'

const { server, page, errors } = await startConsole()

/** Another admin, at the command line. */
const GRACE = 'grace.hopper@maplewood.example'
const byGrace = (...command) => server.run(['--actor', GRACE, 'account', ...command, '--yes'])

const idIn = (address) => address.split('/')[4]
const statusOf = async (account) => (await api(page, 'GET', `/accounts/${account}`)).body.status
const region = (name) => page.getByRole('region', { name })
const STAYED = '2 accounts stayed as they were: somebody had changed them since'

/** What was kept is told by name, with what others did and where that is recorded. */
async function namesWhoStayed() {
  for (const [{ label }, what] of [[leavers[0], 'reactivated'], [leavers[1], 'deactivated']]) {
    const row = region(STAYED).getByRole('row').filter({ hasText: label })
    assert.match(await row.innerText(), new RegExp(`${GRACE} ${what} it since`))
    await row.getByRole('link', { name: `Open the event that changed ${label}` }).waitFor()
    assert.equal(await row.getByRole('checkbox').count(), 0, 'what is done leaves nothing to choose')
  }
}

/** The accounts of the import, in the order of its rows. */
let leavers
let batch

test('an import of 1,000 leavers is applied, and its result leads to undoing it', async () => {
  await check(page, sample('leavers-with-mistakes.csv'))
  await page.getByRole('heading', { name: '1,000 rows: 996 good, 4 refused' }).waitFor()
  await upload(page)
  const institutions = region('What it means for each institution')
  await institutions.waitFor()
  const { body: plan } = await api(page, 'GET', `/imports/${idIn(page.url())}`)
  assert.equal(plan.institutions.reduce((sum, { deactivate }) => sum + deactivate, 0), 996)
  for (const { institution, deactivate } of plan.institutions) {
    const { name } = (await api(page, 'GET', '/institutions')).body.institutions.find((known) => known.institution === institution)
    const row = institutions.getByRole('row').filter({ hasText: name })
    assert.equal(await row.getByRole('cell').nth(1).innerText(), deactivate.toLocaleString('en'))
  }
  // Whoever ends leavers hears what the next full import does (R38), and how many are not in the list.
  await page.getByText(/^\d+ of these accounts come from a student information system: if its next full import still lists them/).waitFor()
  await page.locator('summary').click()
  await page.getByText('From a student information system').first().waitFor()
  await page.getByText('Besides these: 896 accounts will be deactivated. Once the plan is applied, its batch lists everyone.').waitFor()

  await apply(page)
  await page.getByText('996 accounts were deactivated.').waitFor()
  await page.getByRole('link', { name: 'Undo' }).waitFor()
  batch = idIn(await page.getByRole('link', { name: 'Open the batch' }).evaluate(({ href }) => href))
  const { body } = await api(page, 'GET', `/batches/${batch}`)
  leavers = body.changes
})

test('the batch tells every row and what became of it, as far as one scrolls, and of one kind alone', async () => {
  await page.getByRole('link', { name: 'Open the batch' }).click()
  const rows = region(/^Rows and what became of them/)
  const table = rows.getByRole('table')
  const first = table.getByRole('row').nth(1)
  await first.getByRole('cell', { name: '2', exact: true }).waitFor()
  await first.getByText(leavers[0].label).waitFor()
  await first.getByText('Deactivated').waitFor()
  assert.ok((await table.getByRole('row').count()) < 60, 'only rows in sight are in the page')

  // The rows follow page by page until the last one of the file.
  const heading = rows.getByRole('heading')
  for (let told = await heading.innerText(); /more follow/.test(told); told = await heading.innerText()) {
    await table.getByRole('rowgroup').evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await heading.filter({ hasNotText: told }).waitFor()
  }
  await heading.filter({ hasText: '996' }).waitFor()
  await table.getByRole('rowgroup').evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await table.getByRole('cell', { name: '1,001', exact: true }).waitFor()

  await rows.getByRole('button', { name: /^Left a group/ }).click()
  await table.getByRole('cell', { name: /^Left Grade 4, Room 19/ }).waitFor()
  assert.equal(await table.getByText('Deactivated', { exact: true }).count(), 0)
})

test('the next morning reverses exactly that with one click, except for the two accounts someone had already changed, which are listed by name', async () => {
  const [stays, returned] = leavers
  await byGrace('reactivate', stays.account_id, '--reason', 'moved house only')
  await byGrace('reactivate', returned.account_id)
  await byGrace('deactivate', returned.account_id)

  await page.goto('/batches')
  await page.getByRole('link', { name: /^Import: 996 accounts were deactivated/ }).click()
  await page.getByRole('link', { name: 'Reverse…' }).click()
  await page.getByRole('heading', { name: 'Nothing has changed yet. This is what reversing it would do:' }).waitFor()
  await page.getByText('994 accounts will be reactivated.').waitFor()
  await page.getByText('2 changes stay: somebody has changed the same since.').waitFor()
  const kept = region('2 accounts stay as they are: somebody has changed them since')
  for (const [{ label }, what] of [[stays, 'reactivated'], [returned, 'deactivated']]) {
    const row = kept.getByRole('row').filter({ hasText: label })
    const told = await row.innerText()
    assert.match(told, new RegExp(`${GRACE} ${what} it since, \\w+ \\d+, \\d{4}, \\d+:\\d\\d`, 'i'))
  }
  const [isBack, isEnded] = [stays, returned].map(({ label }) => kept.getByRole('row').filter({ hasText: label }))
  await isBack.getByText('Active', { exact: true }).waitFor()
  await isBack.getByText('Reason: “moved house only”').waitFor()
  await isBack.getByText('As before the batch already: nothing to put back').waitFor()
  assert.equal(await isBack.getByRole('checkbox').count(), 0, 'what would change nothing is not to be chosen')
  await isEnded.getByText('Deactivated', { exact: true }).waitFor()
  await isEnded.getByRole('checkbox').waitFor()
  assert.equal(await statusOf(leavers[5].account_id), 'deactivated', 'a plan changes nothing')

  await page.getByRole('button', { name: 'Continue…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Reverse this batch?' })
  await dialog.getByText('2 accounts stay as they are, because somebody has changed them since.').waitFor()
  await dialog.getByLabel('Reason').fill('The wrong file')
  await dialog.getByRole('button', { name: 'Yes, reverse it' }).click()
  const done = page.getByRole('heading', { name: 'Reversed', exact: true })
  await done.and(page.locator(':focus')).waitFor()
  await page.getByText('994 accounts were reactivated.').waitFor()
  await region(STAYED).getByText(stays.label).waitFor()

  const { body: reversal } = await api(page, 'GET', `/batches/${batch}`)
  assert.ok(reversal.reversed_by)
  for (const { account_id: account } of leavers.slice(2)) assert.equal(await statusOf(account), 'active')
  assert.equal(await statusOf(returned.account_id), 'deactivated')
})

test('the result of a reversal stays after a reload, with its undo and the names of who stayed', async () => {
  await page.reload()
  await page.getByRole('heading', { name: 'Reversed', exact: true }).and(page.locator(':focus')).waitFor()
  await page.getByText('994 accounts were reactivated.').waitFor()
  await page.getByText('2 changes stayed: somebody had changed the same since.').waitFor()
  const { body } = await api(page, 'GET', `/batches/${batch}`)
  const undo = await page.getByRole('link', { name: 'Undo', exact: true }).getAttribute('href')
  assert.equal(undo, `/batches/${body.reversed_by}/reversal`)
  await namesWhoStayed()
})

test('the batch of a reversal names who stayed, next week as well', async () => {
  await page.getByRole('link', { name: 'Open the new batch' }).click()
  await page.getByRole('heading', { level: 1, name: 'Reversal' }).waitFor()
  await namesWhoStayed()
})

test('the list and the batch say that it was reversed, and a second reversal finds nothing to do', async () => {
  await page.goto('/batches')
  const line = page.getByRole('listitem').filter({ hasText: 'Import: 996 accounts were deactivated' })
  await line.getByText('Reversed', { exact: true }).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Reversal: 994 accounts were reactivated' }).getByText('The wrong file').waitFor()
  await line.getByRole('link').click()
  await page.getByText('This batch was reversed, all of it or in part.').waitFor()
  await page.getByRole('link', { name: 'Reverse…' }).click()
  await page.getByRole('heading', { name: /^Nothing to reverse/ }).waitFor()
  await page.getByText('This batch was reversed already').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Continue…' }).count(), 0)
})

test('r53_the_reversal_is_undone_by_the_link_on_its_result', async () => {
  await page.getByRole('link', { name: 'Open the reversal' }).click()
  await page.getByRole('heading', { level: 1, name: 'Reversal' }).waitFor()
  await page.getByRole('link', { name: 'Reverse…' }).click()
  await page.getByText('994 accounts will be deactivated.').waitFor()
  // So many at once are unusual: a guard asks why.
  const guard = region('This plan is stopped')
  if ((await guard.count()) > 0) {
    await guard.getByRole('checkbox').check()
    await guard.getByLabel('Why is this meant?').fill('They did leave')
  }
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('button', { name: 'Yes, reverse it' }).click()
  await page.getByText('994 accounts were deactivated.').waitFor()
  assert.equal(await statusOf(leavers[5].account_id), 'deactivated')
  await page.getByRole('link', { name: 'Undo', exact: true }).click()
  await page.getByText('994 accounts will be reactivated.').waitFor()
})

test('r52_chosen_people_are_put_back_anyway_and_the_plan_is_made_again', async () => {
  const [, , , , , , , , first, second] = leavers
  await check(page, csvOf('two.csv', await identities([first, second])))
  await page.getByRole('radio', { name: /^Reactivate/ }).check()
  await upload(page)
  await apply(page)
  await page.getByText('2 accounts were reactivated.').waitFor()
  await byGrace('disable', first.account_id)
  await byGrace('deactivate', second.account_id)
  await byGrace('reactivate', second.account_id)
  await byGrace('deactivate', second.account_id)
  await byGrace('reactivate', second.account_id)

  await page.getByRole('link', { name: 'Undo' }).click()
  const kept = region(/^1 account stays as it is/)
  await kept.getByText(second.label).waitFor()
  await page.getByText('1 account will be deactivated.').waitFor()
  await kept.getByRole('checkbox', { name: `Put back ${second.label} anyway` }).check()
  await page.getByText('2 accounts will be deactivated.').waitFor()
  await page.getByRole('status').filter({ hasText: 'The plan was made again: 2 accounts will be deactivated; 0 accounts stay' }).waitFor()
  const choice = page.getByRole('checkbox', { name: `Put back ${second.label} anyway` })
  await choice.uncheck()
  await page.getByText('1 account will be deactivated.').waitFor()
  await choice.check()
  await page.getByText('2 accounts will be deactivated.').waitFor()

  // Somebody else is quicker: nothing is recorded, and the new plan is shown with what differs.
  await byGrace('deactivate', first.account_id)
  await page.getByRole('button', { name: 'Continue…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('1 account is put back although somebody has changed it since.').waitFor()
  await dialog.getByRole('button', { name: 'Yes, reverse it' }).click()
  const changed = page.getByRole('alert').filter({ hasText: 'The ledger moved on' })
  await changed.getByRole('row').filter({ hasText: first.label }).getByText('stays as it is').waitFor()
  await page.getByText('1 account will be deactivated.').waitFor()
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('button', { name: 'Yes, reverse it' }).click()
  await page.getByText('1 account was deactivated.').waitFor()
  assert.equal(await statusOf(second.account_id), 'deactivated')
})

test('r54_a_batch_is_replayed', async () => {
  const [person] = leavers.slice(20, 21)
  await check(page, csvOf('again.csv', await identities([person])))
  await page.getByRole('radio', { name: /^Reactivate/ }).check()
  await upload(page)
  await apply(page)
  await page.getByRole('link', { name: 'Open the batch' }).click()
  await byGrace('deactivate', person.account_id)
  await page.getByRole('link', { name: 'Replay…' }).click()
  await page.getByText('1 account will be reactivated.').waitFor()
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('dialog', { name: 'Do this batch again?' }).getByRole('button', { name: 'Yes, do it again' }).click()
  await page.getByRole('heading', { name: 'Done again' }).waitFor()
  assert.equal(await statusOf(person.account_id), 'active')
  await page.getByRole('link', { name: 'Open the new batch' }).click()
  await page.getByRole('heading', { level: 1, name: 'Replay' }).waitFor()
})

test('a reversal is done by keyboard alone', async () => {
  await page.goto('/batches')
  await page.getByRole('link', { name: /^Replay: 1 account/ }).first().waitFor()
  await tabTo(/^Replay: 1 account/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Replay' }).and(page.locator(':focus')).waitFor()
  await tabTo(/^Reverse…$/)
  await page.keyboard.press('Enter')
  await page.getByText('1 account will be deactivated.').waitFor()
  assert.match(await focused(), /^Reverse a batch$/, 'a new view begins at its heading')
  await tabTo(/^Continue…$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await focused(), 'Continue…', 'Escape gives the focus back')
  // The dialogue tells the page of its end a moment later.
  await page.locator('dialog[aria-describedby]').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('Reason').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('by keyboard')
  await page.keyboard.press('Enter')
  assert.equal(await focused(), 'Yes, reverse it', 'a reason leads to the yes, and is none')
  await page.keyboard.press('Enter')
  await page.getByText('1 account was deactivated.').waitFor()
  assert.equal(await focused(), 'Reversed')
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})

/** What a file needs to name these accounts. */
const identities = (changes) =>
  Promise.all(changes.map(async ({ account_id: account }) => (await api(page, 'GET', `/accounts/${account}`)).body))

const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim())

/** Presses Tab until the control whose name fits has the focus. */
async function tabTo(name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (name.test((await focused()) ?? '')) return
  }
  assert.fail(`Tab never reaches ${name}`)
}
