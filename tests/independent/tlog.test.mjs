// The log of a real server, held against a verifier that this project did not write: it must accept what is served, and
// notice one changed byte in each of the parts. `cargo xtask test` installs the verifier and names its Python.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const { ROLLBOOK_BIN, ROLLBOOK_PYTHON } = process.env
assert.ok(ROLLBOOK_BIN && ROLLBOOK_PYTHON, 'ROLLBOOK_BIN and ROLLBOOK_PYTHON name the programs: use `cargo xtask test`')
const VERIFY = fileURLToPath(new URL('verify.py', import.meta.url))

let directory, server, address, token, key, earlier

/** Runs a command against the data directory and answers with what it printed. */
async function rollbook(...command) {
  const { stdout } = await run(ROLLBOOK_BIN, ['--data', path.join(directory, 'data'), '--format', 'json', ...command])
  return JSON.parse(stdout)
}

async function fetched(route) {
  const response = await fetch(address + route, { headers: { Authorization: `Bearer ${token}` } })
  assert.equal(response.status, 200, route)
  return response
}

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'rollbook-independent-'))
  // Enough records for a full tile and another one, and a checkpoint between.
  const people = Array.from({ length: 400 }, (_, number) => `person-${number}@example.org`)
  const file = path.join(directory, 'accounts.csv')
  await rollbook('institution', 'add', '--name', 'North')
  await writeFile(file, `email\n${people.slice(0, 150).join('\n')}\n`)
  await rollbook('import', file, '--profile', 'accounts', '--yes')
  ;({ secret: token } = await rollbook('token', 'create', '--name', 'a stranger', '--role', 'auditor'))
  server = spawn(ROLLBOOK_BIN, ['--data', path.join(directory, 'data'), 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  address = await listening(server)
  const keys = await (await fetched('/api/v1/log/keys')).json()
  key = keys.keys[0].key
  earlier = path.join(directory, 'checkpoint')
  await writeFile(earlier, await (await fetched('/tlog/checkpoint')).text())
  await writeFile(file, `email\n${people.slice(150).join('\n')}\n`)
  await rollbook('import', file, '--profile', 'accounts', '--yes')
})

after(async () => {
  if (server && server.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  await rm(directory, { recursive: true, force: true })
})

function listening(server) {
  return new Promise((resolve, reject) => {
    let printed = ''
    const hear = (piece) => {
      printed += piece
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)
      if (origin) resolve(origin[0])
    }
    server.stdout.setEncoding('utf8').on('data', hear)
    server.stderr.setEncoding('utf8').on('data', hear)
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}\n${printed}`)))
  })
}

/** What the verifier says of an address. */
async function verdict(address) {
  const told = run(ROLLBOOK_PYTHON, [VERIFY, address, token, key, earlier])
  return told.then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }) => stderr.trim(),
  )
}

/** The verdict on the same log through a door that changes the answers to some paths. */
async function through(change) {
  const door = createServer(async (request, response) => {
    const { authorization } = request.headers
    const answer = await fetch(address + request.url, { headers: authorization ? { authorization } : {} })
    const body = Buffer.from(await answer.arrayBuffer())
    change(request.url, body)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(body)
  })
  await once(door.listen(0, '127.0.0.1'), 'listening')
  try {
    return await verdict(`http://127.0.0.1:${door.address().port}`)
  } finally {
    door.close()
  }
}

/** Changes one letter of the first hash of a proof, so that it stands for other bytes. */
function changeHash(body) {
  const hashes = body.indexOf('"hashes":["')
  assert.ok(hashes > 0, body.toString())
  const at = hashes + 15
  body[at] = body[at] === 65 ? 66 : 65
}

test('R64: an independent verifier accepts checkpoint, tiles, inclusion and consistency', async () => {
  assert.match(await verdict(address), /^accepted \d{3} records$/)
  assert.match(await through(() => {}), /^accepted/)
})

test('R64: it rejects a checkpoint whose root, signature or size was changed', async () => {
  const rootAt = (body) => body.indexOf('\n', body.indexOf('\n') + 1) + 3
  const signatureAt = (body) => body.lastIndexOf(' ') + 20
  for (const place of [rootAt, signatureAt, (body) => body.indexOf('\n') + 1]) {
    const told = await through((url, body) => {
      if (url === '/tlog/checkpoint') body[place(body)] = body[place(body)] === 0x31 ? 0x32 : 0x31
    })
    assert.match(told, /^rejected checkpoint/)
  }
})

test('R64: it rejects one changed byte of a tile of each level, and of a record', async () => {
  for (const tile of ['0/000', '0/001.p', '1/000.p', 'entries/000', 'entries/001.p']) {
    const changed = []
    const told = await through((url, body) => {
      if (!url.startsWith(`/tlog/tile/${tile}`)) return
      body[body.length - 1] ^= 1
      changed.push(url)
    })
    assert.ok(changed.length > 0, `${tile} was asked for`)
    assert.match(told, /^rejected tiles/, tile)
  }
})

test('R64: it rejects one changed letter of a proof', async () => {
  for (const part of ['inclusion', 'consistency']) {
    const told = await through((url, body) => {
      if (url.startsWith(`/api/v1/proofs/${part}`)) changeHash(body)
    })
    assert.match(told, new RegExp(`^rejected ${part}`))
  }
})
