// A real `rollbook serve` on a port of its own, with a data directory that goes away with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BINARY = process.env.ROLLBOOK_BIN ?? path.join(ROOT, 'target/debug/rollbook')
const START_LIMIT_MS = 180_000

export const sample = (name) => path.join(ROOT, 'docs/samples', name)

/** Starts the server, with a made-up district or an empty ledger; gives its address and its one-time sign-in link. */
export async function startServer({ demo = true } = {}) {
  const directory = await mkdtemp(path.join(tmpdir(), 'rollbook-e2e-'))
  const data = path.join(directory, 'data')
  const server = spawn(BINARY, ['--data', data, 'serve', ...(demo ? ['--demo'] : []), '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  const link = await printedLink(server)
  return {
    base: link.origin,
    link: link.href,
    /** What whoever has the machine does meanwhile; gives what it prints. */
    async run(given, input) {
      const asks = input === undefined ? 'ignore' : 'pipe'
      const program = spawn(BINARY, ['--data', data, ...given], { stdio: [asks, 'pipe', 'inherit'] })
      program.stdin?.end(input)
      const [printed, [code]] = await Promise.all([text(program.stdout), once(program, 'exit')])
      if (code !== 0) throw new Error(`${given.join(' ')}: exit code ${code}`)
      return printed
    },
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM')
        await once(server, 'exit')
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Waits for the line with the sign-in link; what was printed instead explains a server that does not come up. */
function printedLink(server) {
  return new Promise((resolve, reject) => {
    let printed = ''
    const fail = (why) => reject(new Error(`${BINARY}: ${why}\n${printed}`))
    const timer = setTimeout(() => fail('no sign-in link was printed in time'), START_LIMIT_MS)
    const hear = (piece) => {
      printed += piece
      const link = /http:\/\/\S+#sign-in=[^\s'"]+/.exec(printed)
      if (!link) return
      clearTimeout(timer)
      resolve(new URL(link[0]))
    }
    server.stdout.setEncoding('utf8').on('data', hear)
    server.stderr.setEncoding('utf8').on('data', hear)
    server.on('error', (error) => fail(error.message))
    server.on('exit', (code) => fail(`ended with ${code}`))
  })
}
