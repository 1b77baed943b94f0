import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkLog } from '../src/audit/log/whole'

const SIZE = 300

// The verifier's own part is proven where it is built. This one finds a fault, and looks for its place in a tile.
vi.mock('../src/generated/log/rollbook_log.js', () => ({
  openCheckpoint: () => ({ origin: 'log', size: SIZE, root: '' }),
  verifyConsistency: () => {},
  LogVerifier: class {
    #read: (level: number, index: number) => Uint8Array | undefined = () => undefined
    checkpoint(): void {}
    push(): void {}
    free(): void {}
    tiles(read: (level: number, index: number) => Uint8Array | undefined): void {
      this.#read = read
    }
    finish(): object {
      const faults = this.#read(2, 0) ? [] : [{ kind: 'tile', position: 0, message: 'the tile is not there' }]
      return { ok: faults.length === 0, size: SIZE, root: '', faults, more_faults: 0 }
    }
  },
}))

/** What the server answers to a request that cannot wait; 0 is no answer at all. */
let statusNow = 200

class RequestNow {
  status = 0
  responseType = ''
  response = new TextEncoder().encode('{"code":"busy"}').buffer
  open(): void {}
  send(): void {
    if (statusNow === 0) throw new DOMException('no answer', 'NetworkError')
    this.status = statusNow
  }
}

vi.mock('../src/audit/log/tiles', async (original) => ({
  ...(await original<typeof import('../src/audit/log/tiles')>()),
  tilePath: (level: number, index: number) => `/tlog/tile/${level}/${index}`,
}))

describe('the check of the whole log', () => {
  beforeEach(() => {
    vi.stubGlobal('XMLHttpRequest', RequestNow)
    vi.stubGlobal('fetch', (path: string) => Promise.resolve(new Response(path.includes('keys') ? '{"origin":"log","keys":[]}' : 'x')))
  })
  afterEach(() => void vi.unstubAllGlobals())

  it.each([0, 401, 403, 429, 500, 503])('cannot go on where the server answers %i, and says nothing of the log', async (status) => {
    statusNow = status
    await expect(checkLog(null, () => {})).rejects.toMatchObject({ status })
  })

  it('takes a tile for missing only where the server says that there is none', async () => {
    statusNow = 404
    const { ok, faults } = await checkLog(null, () => {})
    expect([ok, faults.map(({ kind }) => kind)]).toEqual([false, ['tile']])
  })
})
