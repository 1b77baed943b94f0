// One measured check. Both sides have the file's bytes at hand; what they make of them is timed.
import * as rollbook from './rollbook.js'
import * as papaparse from './papaparse.js'

const sides = { rollbook, papaparse }

export function measure(side, bytes, packages) {
  const started = performance.now()
  const { rows, notices } = sides[side].check(bytes, packages)
  const seconds = (performance.now() - started) / 1000
  if (notices === 0) throw new Error(`${side} found nothing`)
  return { seconds, rows }
}
