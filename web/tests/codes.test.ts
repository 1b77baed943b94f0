import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import notices from '../../docs/reference/notices.json'
import profiles from '../../docs/reference/profiles.json'
import { ENTRIES, findEntries, GROUPS } from '../src/help/codes'
import { columns } from '../src/strings/columns'
import { examples } from '../src/strings/examples'

const CRATES = new URL('../../crates/', import.meta.url).pathname

/** Lines that name headers, threads and attributes, and no codes. */
const OF_OTHER_NAMES = /header|HEADER|Header|\.get\(|\.name\(|rename_all|_POLICY/
/** Literals that look like codes and are none: names of effects, and of what a program acts as. */
const NO_CODES = new Set(
  `change-origin change-profile join-group leave-group nothing-to-do record-activity
  no-cache no-store rollbook-postgres sign-in sign-out same-origin verify-ca verify-full`.split(/\s+/),
)
/** `rollbook doctor` and `rollbook verify` explain what they find where they print it, and only there. */
const OWN_REPORT = /doctor|certificates\/|log\/verify\//

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.rs') && !/tests?(\/|\.rs)/.test(file) && !OWN_REPORT.test(file))
    .map((file) => path.join(folder, file))
}

/** Every literal in the sources that could be a code, but for those in comments and tests. */
function literals(): Set<string> {
  const found = new Set<string>()
  for (const file of ['service', 'domain', 'http', 'sequencer'].flatMap((crate) => sources(`${CRATES}${crate}/src`))) {
    const [code = ''] = readFileSync(file, 'utf8').split('#[cfg(test)]')
    const lines = code.split('\n').filter((line) => !line.trim().startsWith('//') && !OF_OTHER_NAMES.test(line))
    for (const [, literal = ''] of lines.join('\n').matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)) found.add(literal)
  }
  return found
}

describe('the help on codes', () => {
  const explained = new Set(ENTRIES.map(({ code }) => code))

  it('explains every code that the ledger and the server have', () => {
    const missing = [...literals()].filter((literal) => !explained.has(literal) && !NO_CODES.has(literal))
    expect(missing).toEqual([])
  })

  it('explains none that there is not', () => {
    const all = ['service', 'domain', 'http', 'sequencer']
      .flatMap((crate) => sources(`${CRATES}${crate}/src`).concat(`${CRATES}service/src/certificates/error.rs`))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const ofChecks = new Set(notices.map(({ code }) => code))
    expect([...explained].filter((code) => !ofChecks.has(code) && !all.includes(`"${code}"`))).toEqual([])
  })

  it('says of each what it means, an example and what to do', () => {
    for (const entry of ENTRIES) {
      for (const text of [entry.meaning, entry.example, entry.mend]) expect(text, entry.code).not.toBe('')
    }
    expect(Object.keys(examples).sort()).toEqual(notices.map(({ code }) => code).sort())
  })

  it('has each code once, in a group that is shown', () => {
    expect(ENTRIES.length).toBe(explained.size)
    expect(ENTRIES.filter(({ group }) => !GROUPS.includes(group))).toEqual([])
  })
})

describe('findEntries', () => {
  it('finds every word, in the code or in what is said of it', () => {
    expect(findEntries(null, 'email-malf').map(({ code }) => code)).toEqual(['email-malformed'])
    expect(findEntries(null, 'SEAT free').some(({ code }) => code === 'seat-limit')).toBe(true)
    expect(findEntries('error', 'seat').length).toBe(0)
    expect(findEntries(null, '').length).toBe(ENTRIES.length)
  })
})

describe('the templates', () => {
  it('r02_say_of_every_column_what_it_holds', () => {
    const names = profiles.flatMap(({ files }) => files.flatMap((file) => file.columns))
    expect([...new Set(names)].filter((name) => !columns[name])).toEqual([])
  })
})
