// What a person has begun to type is not lost by leaving its page, by whatever way, unless they say so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goTo, startConsole } from './browser.mjs'
import { choose, csv } from './desk.mjs'

const { page, errors } = await startConsole()
const question = page.getByRole('dialog', { name: 'Leave without saving?' })
const stay = () => question.getByRole('button', { name: 'Cancel' }).click()
const leave = () => question.getByRole('button', { name: 'Leave without saving' }).click()
const link = (name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true })

test('a new account is kept from a link, and from Back and Forward, until the person says so', async () => {
  await goTo(page, 'Accounts')
  await page.getByRole('link', { name: 'Add an account' }).click()
  const email = page.getByLabel('Email', { exact: true })
  await email.fill('begun@school.example')
  await link('Batches').click()
  await question.getByText('It is lost when you leave this page.').waitFor()
  await page.keyboard.press('Escape')
  await link('Batches').and(page.locator(':focus')).waitFor()
  assert.equal(await email.inputValue(), 'begun@school.example')

  await page.goBack()
  await stay()
  assert.equal(await email.inputValue(), 'begun@school.example')
  // Nobody goes Back again before the browser has come back itself.
  await page.waitForURL('**/accounts/new')
  await page.waitForFunction(() => location.pathname === '/accounts/new')
  await page.waitForTimeout(500)
  await page.goBack()
  await leave()
  await page.getByRole('heading', { level: 1, name: 'Accounts', exact: true }).waitFor()
  await page.goForward()
  await page.getByRole('heading', { level: 1, name: 'Add an account' }).waitFor()
  assert.equal(await email.inputValue(), '')

  // Whoever gives it up has said so.
  await email.fill('given.up@school.example')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts', exact: true }).waitFor()
  assert.equal(await question.count(), 0)
})

test('while a profile is changed, no other command is at hand that would drop the changes', async () => {
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  const disable = page.getByRole('button', { name: 'Disable', exact: true })
  await disable.waitFor()
  await page.getByRole('button', { name: /^Edit/ }).click()
  const form = page.getByRole('form')
  await form.getByLabel('Nickname').fill('Lix')
  assert.equal(await disable.count(), 0)
  await link('Home').click()
  await stay()
  assert.equal(await form.getByLabel('Nickname').inputValue(), 'Lix')
  await form.getByRole('button', { name: 'Cancel' }).click()
  await disable.waitFor()
  await goTo(page, 'Home')
})

test('a change to come, and a row that is being mended, are kept as well', async () => {
  await page.goto('/settings/schedule')
  await page.getByRole('button', { name: 'Schedule a change' }).click()
  await page.getByLabel('Reason').fill('holidays')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Limits' }).click()
  await leave()
  await page.getByRole('heading', { level: 2, name: 'Limits' }).waitFor()

  await goTo(page, 'Check & import')
  await choose(page, csv('one.csv', [['email'], ['nobody']]))
  await page.getByRole('button', { name: 'Mend row 2' }).click()
  await page.getByRole('textbox', { name: 'email' }).fill('nobody@school.example')
  await link('Home').click()
  await stay()
  assert.equal(await page.getByRole('textbox', { name: 'email' }).inputValue(), 'nobody@school.example')
  await link('Home').click()
  await leave()
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
