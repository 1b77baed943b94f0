// The accessibility tree of a page: what a screen reader is given, held against what was approved once.
// `UPDATE_GOLDENS=1` writes what is there now; the difference is then read by whoever commits it.
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'

const GOLDENS = new URL('../golden/accessibility/', import.meta.url)
const SETTLED_WITHIN_MS = 5_000

/** Compares what is in an open dialogue, or else in the main part of the page. */
export async function sameTree(page, view) {
  const dialog = page.locator('dialog[open]')
  await sameTreeOf((await dialog.count()) > 0 ? dialog.last() : page.locator('main'), view)
}

export async function sameTreeOf(part, view) {
  const golden = new URL(`${view.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.yml`, GOLDENS)
  if (process.env.UPDATE_GOLDENS) {
    await mkdir(GOLDENS, { recursive: true })
    await part.page().waitForTimeout(SETTLED_WITHIN_MS / 5)
    await writeFile(golden, await treeOf(part))
    return
  }
  const wanted = await readFile(golden, 'utf8')
  const deadline = Date.now() + SETTLED_WITHIN_MS
  let found = await treeOf(part)
  while (found !== wanted && Date.now() < deadline) {
    await part.page().waitForTimeout(100)
    found = await treeOf(part)
  }
  assert.equal(found, wanted, `what a screen reader is given differs from ${golden.pathname}`)
}

const DAY = String.raw`(?:[A-Z][a-z]+day, )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4}`
const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d)?\s[AP]M`

/** What differs from one run to the next: moments, and what is drawn by chance. */
const CHANCE = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/\b[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g, 'KEY'],
  [/[A-Za-z0-9+/]{40,}={0,2}/g, 'BYTES'],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8}\b/g, 'HASH'],
  [new RegExp(`${DAY}, ${CLOCK}`, 'g'), 'MOMENT'],
  [new RegExp(DAY, 'g'), 'DAY'],
  [new RegExp(CLOCK, 'g'), 'CLOCK'],
  [/\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?/g, 'DATE'],
]

/** Of what stands alike below each other, such as the rows of a table, the first ones are enough. */
const ALIKE = 8

async function treeOf(part) {
  const tree = shortened((await part.ariaSnapshot()).split('\n')).join('\n')
  return CHANCE.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), `${tree}\n`)
}

function shortened(lines) {
  const seen = [new Map()]
  let left = Infinity
  return lines.filter((line) => {
    const depth = line.search(/\S/) / 2
    if (depth > left) return false
    left = Infinity
    seen.length = depth + 1
    seen[depth] ??= new Map()
    const role = line.trim().split(/[ :]/)[1]
    const times = (seen[depth].get(role) ?? 0) + 1
    seen[depth].set(role, times)
    if (times > ALIKE) left = depth
    return times <= ALIKE
  })
}
