// The checks in Node itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { measure } from './measure.js'

export async function inNode({ peers, rows: folder }, file) {
  const require = createRequire(`${peers}/package.json`)
  const rows = await import(`${folder}/rollbook_rows.js`)
  rows.initSync({ module: readFileSync(`${folder}/rollbook_rows_bg.wasm`) })
  const packages = { Papa: require('papaparse'), z: require('zod').z, Checker: rows.Checker }
  const bytes = readFileSync(file)
  const run = (side) => {
    const before = process.cpuUsage()
    const measured = measure(side, bytes, packages)
    return { ...measured, user: process.cpuUsage(before).user / 1e6 }
  }
  return { run, close: () => {} }
}
