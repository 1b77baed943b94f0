// The checks in a worker of Chromium's, driven by Playwright, which is a package of web/.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname } from 'node:path'

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

export async function inChromium({ peers, scripts, rows }, file) {
  const require = createRequire(new URL('../../web/package.json', import.meta.url))
  const { chromium } = require('playwright-core')
  const server = await serve({ '/peers': peers, '/scripts': scripts, '/rows': rows, '/file': file })
  const browser = await chromium.launch({
    executablePath: process.env.ROLLBOOK_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await page.evaluate(() => {
    globalThis.worker = new Worker('/scripts/worker.js')
  })
  const run = async (side) => {
    const answer = await page.evaluate(async (side) => {
      const folders = { peers: '/peers', scripts: '/scripts', rows: '/rows' }
      const { worker } = globalThis
      const answered = new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
      })
      worker.postMessage({ folders, file: '/file', side })
      return answered
    }, side)
    if (answer.error) throw new Error(answer.error)
    return answer
  }
  const close = async () => {
    await browser.close()
    server.close()
  }
  return { run, close }
}

/** Serves the files of some folders on this machine, and an empty page for everything else. */
function serve(places) {
  const server = createServer(({ url }, response) => {
    const place = Object.keys(places).find((prefix) => url === prefix || url.startsWith(`${prefix}/`))
    if (!place || url.includes('..')) {
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Benchmark</title>')
    }
    response.setHeader('Content-Type', TYPES[extname(url)] ?? 'application/octet-stream')
    createReadStream(places[place] + url.slice(place.length))
      .on('error', () => response.writeHead(404).end())
      .pipe(response)
  })
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(server)))
}
