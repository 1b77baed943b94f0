// The browser's worker: a classic one, because PapaParse is a script and no module.
/* global importScripts, Papa */

async function prepare({ folders, file }) {
  importScripts(`${folders.peers}/node_modules/papaparse/papaparse.min.js`)
  const { measure } = await import(`${folders.scripts}/measure.js`)
  const { z } = await import(`${folders.peers}/node_modules/zod/index.js`)
  const rows = await import(`${folders.rows}/rollbook_rows.js`)
  await rows.default({ module_or_path: fetch(`${folders.rows}/rollbook_rows_bg.wasm`) })
  const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer())
  return (side) => measure(side, bytes, { Papa, z, Checker: rows.Checker })
}

let run
self.onmessage = async ({ data }) => {
  try {
    run ??= await prepare(data)
    self.postMessage(run(data.side))
  } catch (error) {
    self.postMessage({ error: String(error.stack ?? error) })
  }
}
