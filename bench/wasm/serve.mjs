// `serve.mjs node|chromium FILE PEERS`: answers each line of stdin, `rollbook` or `papaparse`, with one
// measured check of the file as a line of JSON. The process stays, so that each side's code stays warm.
import { createInterface } from 'node:readline'
import { inChromium } from './chromium.mjs'
import { inNode } from './node.mjs'

const [engine, file, peers] = process.argv.slice(2)
const project = new URL('../../', import.meta.url).pathname
const folders = { peers, scripts: `${project}bench/wasm`, rows: `${project}web/src/generated/rows` }
const { run, close } = await { node: inNode, chromium: inChromium }[engine](folders, file)

for await (const side of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await run(side)))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }))
  }
}
await close()
