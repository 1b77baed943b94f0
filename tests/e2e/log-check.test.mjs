// R64 in the console: one event and the whole log are checked by the browser itself, and whoever changes a byte on the
// way, or the log since the last visit, is found.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { activeAccounts, api, openConsole, startConsole } from './browser.mjs'

const { server, browser, context, page, errors } = await startConsole()
const session = await context.storageState()

const OK = /^All [\d,]+ events are as they were signed\.$/

async function newestPosition() {
  const { body } = await api(page, 'GET', '/events?limit=1')
  return body.events[0].position
}

async function checkWhole(on) {
  await on.goto('/audit')
  await on.getByRole('button', { name: 'Check the whole log in your browser' }).click()
  await on.getByRole('button', { name: 'Start the check' }).click()
}

/** Somebody between the server and the browser, who changes what a request is answered. */
async function meddler(path, change) {
  const opened = await openConsole(browser, server, { storageState: session })
  after(() => opened.context.close())
  await opened.context.route(path, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: change(await response.body()) })
  })
  return opened.page
}

/** One bit of the byte in the middle. */
function flipped(bytes) {
  const changed = Buffer.from(bytes)
  changed[changed.length >> 1] ^= 1
  return changed
}

test('r64_an_event_is_checked_and_the_next_check_goes_on_from_it', async () => {
  await page.goto('/events/4000')
  await page.getByText('This event is in the signed log, exactly as it was recorded.').waitFor()
  await page.getByText(/This browser has now remembered the log of/).waitFor()
  await page.getByText('Details for specialists').click()
  await page.getByText('Key that signs').waitFor()
  const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('rollbook.log')))
  assert.deepEqual(Object.keys(kept).sort(), ['at', 'keys', 'note', 'origin', 'root', 'size'])

  const [person] = await activeAccounts(page, 4, 1)
  await api(page, 'POST', `/accounts/${person.account_id}/disable`, { reason: 'away' })
  await page.goto(`/events/${await newestPosition()}`)
  await page.getByText('This event is in the signed log').waitFor()
  await page.getByText(/It goes on from the log that this browser remembered on .*: nothing before was changed\./).waitFor()
})

test('r64_the_whole_log_is_checked_while_the_page_answers', async () => {
  await page.goto('/audit')
  await page.evaluate(() => {
    globalThis.longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration)
    }).observe({ entryTypes: ['longtask'] })
  })
  await page.getByRole('button', { name: 'Check the whole log in your browser' }).click()
  await page.getByRole('button', { name: 'Start the check' }).click()
  await page.getByRole('progressbar', { name: 'Events checked' }).waitFor()
  await page.getByText(OK).waitFor()
  await page.getByText('The fingerprints give the very sum that the log has signed.').waitFor()
  await page.getByText(/It goes on from the log that this browser remembered/).waitFor()
  const longest = await page.evaluate(() => globalThis.longest)
  assert.ok(longest < 200, `the page stood still for ${longest} ms`)
})

test('a check can be stopped', async () => {
  const slow = await openConsole(browser, server, { storageState: session })
  after(() => slow.context.close())
  await slow.context.route(/tile\/entries/, (route) => setTimeout(() => route.continue().catch(() => {}), 200))
  await checkWhole(slow.page)
  await slow.page.getByRole('button', { name: 'Stop' }).click()
  await slow.page.getByText('The check was stopped. Nothing was found out.').waitFor()
  await slow.page.getByRole('button', { name: 'Start the check' }).waitFor()
})

test('r64_a_changed_record_is_found_and_named', async () => {
  const victim = await meddler(/tile\/entries\/005$/, flipped)
  await checkWhole(victim)
  await victim.getByText('The log is not as it was signed').waitFor()
  await victim.getByText('This event was changed after it was recorded.').first().waitFor()
  const link = victim.getByRole('link', { name: /^Event 1,\d{3}$/ }).first()
  const position = Number((await link.getAttribute('href')).split('/').pop())
  assert.ok(position >= 5 * 256 && position < 6 * 256, `found at ${position}`)
  await victim.getByRole('heading', { name: 'What to do' }).waitFor()
})

test('r64_a_changed_tile_is_found', async () => {
  const victim = await meddler(/tlog\/tile\/0\/007$/, flipped)
  await checkWhole(victim)
  await victim.getByText('The log is not as it was signed').waitFor()
  await victim.getByText('The stored fingerprints from here on were changed. The events themselves are right.').first().waitFor()
})

test('r64_a_changed_signature_is_found', async () => {
  const victim = await meddler(/tlog\/checkpoint$/, (note) => Buffer.from(note.toString().replace(/^(\d+)$/m, (size) => String(size - 1))))
  await checkWhole(victim)
  await victim.getByText('The log’s signature is not to be believed.').waitFor()
})

test('r64_a_changed_proof_or_record_of_one_event_is_found', async () => {
  const changed = (change) => (body) => JSON.stringify(change(JSON.parse(body)))
  const other = (text) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1)
  const changes = {
    record: (proof) => ({ ...proof, record: other(proof.record) }),
    'hash of the proof': (proof) => ({ ...proof, tlog_proof: proof.tlog_proof.replace(/^(index \d+\n)(.)/m, (_, line, letter) => line + other(letter)) }),
    position: (proof) => ({ ...proof, tlog_proof: proof.tlog_proof.replace('index 4000', 'index 4001') }),
  }
  for (const [what, change] of Object.entries(changes)) {
    const victim = await meddler(/proofs\/inclusion/, changed(change))
    await victim.goto('/events/4000')
    await victim.getByText('This event could not be proven').waitFor({ timeout: 10_000 }).catch(() => assert.fail(`a changed ${what} went unnoticed`))
  }
})

test('r64_the_sound_proof_of_another_event_is_not_taken', async () => {
  const { body: of4001 } = await api(page, 'GET', '/proofs/inclusion?position=4001')
  const victim = await meddler(/proofs\/inclusion/, () => JSON.stringify(of4001))
  await victim.goto('/events/4000')
  await victim.getByText('This event could not be proven').waitFor()
  await victim.getByText('the proof is of the record 4001, and not of 4000').waitFor()
})

test('r64_a_log_that_is_not_the_remembered_one_any_more_is_found_and_can_be_accepted', async () => {
  const opened = await openConsole(browser, server, { storageState: session })
  after(() => opened.context.close())
  const { page: later } = opened
  await later.goto('/events/4000')
  await later.getByText(/This browser has now remembered/).waitFor()
  // As if the log had been cut, or changed and signed anew, since that visit.
  for (const [size, told] of [[10_000_000, /Now it has fewer: the last ones are gone\./], [3999, /history was changed\./]]) {
    await later.evaluate((size) => {
      const kept = JSON.parse(localStorage.getItem('rollbook.log'))
      localStorage.setItem('rollbook.log', JSON.stringify({ ...kept, size, root: `A${kept.root.slice(1)}` }))
    }, size)
    await later.reload()
    await later.getByText('This event could not be proven').waitFor()
    await later.getByText(told).waitFor()
  }
  await later.getByRole('button', { name: 'Begin anew with the log as it is' }).click()
  await later.getByRole('dialog').getByRole('button', { name: 'Begin anew with the log as it is' }).click()
  await later.getByText('This browser now remembers the log as it is.').waitFor()
  await later.reload()
  await later.getByText('This event is in the signed log, exactly as it was recorded.').waitFor()
})

test('nothing went wrong on the pages', () => assert.deepEqual(errors, []))
