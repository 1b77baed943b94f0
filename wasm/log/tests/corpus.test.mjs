// The corpus through the WebAssembly module: the same log and the same deeds must give the same answers as natively.
// `cargo xtask wasm` builds the module first; `node --test wasm/log/tests/` runs this.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  LogVerifier,
  initSync,
  openCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '../../../web/src/generated/log/rollbook_log.js'

const root = new URL('../../../', import.meta.url)
initSync({ module: readFileSync(new URL('web/src/generated/log/rollbook_log_bg.wasm', root)) })

const corpus = JSON.parse(readFileSync(new URL('tests/golden/log/corpus.json', root), 'utf8'))
const { keys } = corpus
const bytes = (text) => Buffer.from(text, 'base64')

/** What is told: an answer, or the error's message. */
function told(ask) {
  try {
    return { answer: ask() ?? null }
  } catch (error) {
    assert.ok(error instanceof Error, String(error))
    return { error: error.message }
  }
}

test('there is something to hold the module against', () => {
  for (const part of ['checkpoints', 'inclusions', 'consistencies', 'verdicts']) assert.ok(corpus[part].length > 5, part)
})

test('R64: checkpoints are opened or refused as natively', () => {
  for (const { note, keys, told: expected } of corpus.checkpoints) {
    assert.deepEqual(told(() => openCheckpoint(note, keys)), expected)
  }
})

test('R64: inclusion is proven or refused as natively', () => {
  for (const { proof, record, told: expected } of corpus.inclusions) {
    assert.deepEqual(told(() => verifyInclusion(proof, bytes(record), keys)), expected)
  }
})

test('R64: consistency is proven or refused as natively', () => {
  for (const { earlier, later, hashes, told: expected } of corpus.consistencies) {
    assert.deepEqual(told(() => verifyConsistency(earlier, later, hashes, keys)), expected)
  }
  const [{ earlier, later }] = corpus.consistencies
  assert.throws(() => verifyConsistency(earlier, later, ['nothing'], keys), /`nothing` is no hash/)
})

/** Fills a verifier with a case's evidence: its tiles are those that differ from the log's own. */
function hold({ checkpoints, tiles }) {
  const verifier = new LogVerifier(keys)
  for (const note of checkpoints) verifier.checkpoint(note)
  if (tiles) {
    const all = { ...corpus.tiles, ...tiles }
    verifier.tiles((level, index) => all[`${level}/${index}`] && bytes(all[`${level}/${index}`]))
  }
  return verifier
}

/** The records of bundles, a few in each, so that no piece ends where a tile does. */
function rebundled(bundles, count) {
  const records = bundles.flatMap((bundle) => {
    const all = bytes(bundle)
    const records = []
    for (let start = 0; start < all.length; start += 2 + all.readUInt16BE(start)) {
      records.push(all.subarray(start, start + 2 + all.readUInt16BE(start)))
    }
    return records
  })
  const pieces = []
  for (let start = 0; start < records.length; start += count) {
    pieces.push(Buffer.concat(records.slice(start, start + count)))
  }
  return pieces
}

for (const [number, entry] of corpus.verdicts.entries()) {
  test(`R64: deed ${number}, ${entry.name}, is found as natively, whatever the pieces`, () => {
    for (const bundles of [entry.bundles.map(bytes), rebundled(entry.bundles, 7)]) {
      const verifier = hold(entry)
      for (const bundle of bundles) verifier.push(bundle)
      assert.deepEqual(verifier.finish(), entry.verdict)
    }
  })
}

test('tiles that cannot be read are missing ones', () => {
  const verifier = hold({ ...corpus.verdicts[0], tiles: null })
  verifier.tiles(() => {
    throw new Error('no tile today')
  })
  for (const bundle of corpus.verdicts[0].bundles) verifier.push(bytes(bundle))
  assert.deepEqual(new Set(verifier.finish().faults.map(({ kind }) => kind)), new Set(['tile']))
})

test('what comes too late or is cut is refused', () => {
  const verifier = hold(corpus.verdicts[0])
  const [bundle] = corpus.verdicts[0].bundles
  verifier.push(bytes(bundle))
  assert.throws(() => verifier.checkpoint(corpus.verdicts[0].checkpoints[0]), /before the first records/)
  assert.throws(() => verifier.tiles(() => undefined), /before the first records/)
  assert.throws(() => verifier.push(bytes(bundle).subarray(0, 9)), /the bundle is cut/)
  verifier.finish()
  assert.throws(() => verifier.finish(), /finished already/)
  assert.throws(() => verifier.push(bytes(bundle)), /finished already/)
  assert.throws(() => new LogVerifier(['no key']), /NAME\+ID\+KEY/)
})
