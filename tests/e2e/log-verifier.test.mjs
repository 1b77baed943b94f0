// The log verifier in Chromium: a page must come to the verdicts that the native one does. The test
// serves the module to a page of its own, under the console's content security policy, and does to the log whatever can
// be done to it; log-check.test.mjs has what the console makes of it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { startBrowser } from './browser.mjs'

const ROOT = new URL('../../', import.meta.url)
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

const FILES = {
  '/rollbook_log.js': { file: 'web/src/generated/log/rollbook_log.js', type: 'text/javascript' },
  '/rollbook_log_bg.wasm': { file: 'web/src/generated/log/rollbook_log_bg.wasm', type: 'application/wasm' },
  '/corpus.json': { file: 'tests/golden/log/corpus.json', type: 'application/json' },
}

const server = createServer(async (request, response) => {
  const known = FILES[request.url]
  const body = known ? await readFile(new URL(known.file, ROOT)) : '<!doctype html><title>log</title>'
  response
    .writeHead(200, { 'content-type': known?.type ?? 'text/html', 'content-security-policy': POLICY })
    .end(body)
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const browser = await startBrowser()
after(async () => {
  await browser.close()
  server.close()
})

test('R64: a page finds what was done to a log as natively', async () => {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  const verdicts = await page.evaluate(async () => {
    const { default: load, LogVerifier, openCheckpoint } = await import('/rollbook_log.js')
    await load({ module_or_path: '/rollbook_log_bg.wasm' })
    const corpus = await (await fetch('/corpus.json')).json()
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    const sizes = openCheckpoint(corpus.checkpoints[0].note, corpus.keys).size
    const verdicts = corpus.verdicts.map(({ name, checkpoints, bundles, tiles, verdict }) => {
      const verifier = new LogVerifier(corpus.keys)
      for (const note of checkpoints) verifier.checkpoint(note)
      const all = tiles && { ...corpus.tiles, ...tiles }
      if (all) verifier.tiles((level, index) => all[`${level}/${index}`] && bytes(all[`${level}/${index}`]))
      for (const bundle of bundles) verifier.push(bytes(bundle))
      return { name, found: verifier.finish(), expected: verdict }
    })
    return { sizes, verdicts }
  })
  assert.equal(verdicts.sizes, 300)
  assert.ok(verdicts.verdicts.length > 8)
  for (const { name, found, expected } of verdicts.verdicts) assert.deepEqual(found, expected, name)
})
