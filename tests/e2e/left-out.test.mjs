// A full import ends whom it leaves out; one of nobody ends everyone, so it stops until a person says why.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allAccounts, api, startConsole } from './browser.mjs'
import { check, csv, upload } from './desk.mjs'
import { HEADER } from './district.mjs'

const { page, errors } = await startConsole()

test('r33_a_header_only_users_csv_stops_at_its_guard_and_an_override_applies_r28', async () => {
  const before = await allAccounts(page)
  const [listed, manual] = [before.filter(({ origin }) => origin === 'import'), before.filter(({ origin }) => origin === 'manual')]
  const ending = listed.filter(({ status }) => status !== 'deactivated')
  const [stubs, kept] = [ending.filter(({ stub }) => stub), ending.filter(({ stub }) => !stub)]
  assert.ok(stubs.length > 0 && kept.length > 0 && manual.length > 0, 'there is somebody to delete and somebody to deactivate')

  await check(page, csv('users.csv', [HEADER.split(',')]))
  await page.getByRole('heading', { name: 'No rows in this file' }).waitFor()
  await page.getByText('This is a full import.').waitFor()
  await upload(page)
  const guard = page.getByRole('region', { name: 'This plan is stopped' })
  await guard.waitFor()
  const { body: plan } = await api(page, 'GET', `/imports/${page.url().split('/').at(-1)}`)
  const headerOnly = plan.guards.find(({ code }) => code === 'header-only')
  // The console writes large numbers as people do.
  const told = headerOnly.message.slice(1).replace(/\d{4,}/g, (n) => Number(n).toLocaleString('en'))
  await guard.getByText(told).and(page.locator(':visible')).waitFor()
  const count = (n) => `${n.toLocaleString('en')} ${n === 1 ? 'account' : 'accounts'}`
  await page.getByText(`${count(stubs.length)} will be deleted for good`).waitFor()
  await page.getByText(`${count(kept.length)} will be deactivated`).waitFor()
  const proceed = page.getByRole('button', { name: 'Continue…' })
  assert.ok(await proceed.isDisabled())

  await guard.getByRole('checkbox').check()
  await guard.getByLabel('Why is this meant?').fill('The district leaves')
  await proceed.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(`A deletion is final. ${count(stubs.length)}`).waitFor()
  await dialog.getByRole('button', { name: `Yes, apply it and delete ${count(stubs.length)}` }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()

  const after = new Map((await allAccounts(page)).map((account) => [account.account_id, account]))
  assert.deepEqual(stubs.filter(({ account_id }) => after.has(account_id)), [], 'stubs are gone')
  assert.deepEqual(kept.filter(({ account_id }) => after.get(account_id)?.status !== 'deactivated'), [], 'accounts with data are kept')
  const changed = manual.filter(({ account_id, version }) => after.get(account_id)?.version !== version)
  assert.deepEqual(changed, [], 'a manual account is never touched')
})

test('no page broke its content security policy or threw', () => {
  assert.deepEqual(errors, [])
})
