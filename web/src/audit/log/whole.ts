import { LogVerifier } from '../../generated/log/rollbook_log.js'
import { TilesAtHand } from './at-hand'
import type { Remembered } from './memory'
import type { Continuity, Fault, LogVerdict, Signed } from './protocol'
import { readPart, readText } from './server'
import { bundlePath, bundles, tilePath, WIDTH } from './tiles'
import { continuityOf, keysOf, opened } from './trust'

/** So many parts are asked for before the one that is checked, so that the line is never idle. */
const AHEAD = 8

type OnProgress = (done: number, total: number, bytes: number) => void

/**
 * Reads the whole log, and holds every record against the tree, the tree against the signed checkpoint, and both
 * against what this browser remembered.
 */
export async function checkLog(remembered: Remembered | null, onProgress: OnProgress): Promise<LogVerdict> {
  const [keys, note] = await Promise.all([keysOf(remembered), readText('/tlog/checkpoint')])
  const verdict: LogVerdict = { ok: false, size: 0, bytes: 0, faults: [], moreFaults: 0, continuity: 'first', signed: null }
  let signed: Signed
  try {
    signed = opened(note, keys, remembered)
  } catch (thrown) {
    return { ...verdict, faults: [{ kind: 'checkpoint', position: null, message: messageOf(thrown) }] }
  }
  const continuity = await continuityOf(remembered, signed)
  const verifier = new LogVerifier(keys.all)
  verifier.checkpoint(note)
  if (remembered && continuity !== 'other-log') verifier.checkpoint(remembered.note)
  const tiles = new TilesAtHand(signed.size)
  await tiles.giveTo(verifier)
  const { bytes, unreadable } = await read(verifier, tiles, signed.size, onProgress)
  const found = verifier.finish()
  verifier.free()
  tiles.orRefused()
  const faults: Fault[] = [...unreadable, ...found.faults]
  return {
    ok: found.ok && unreadable.length === 0 && isSame(continuity),
    size: found.size,
    bytes,
    faults,
    moreFaults: found.more_faults,
    continuity,
    signed,
  }
}

const isSame = (continuity: Continuity): boolean => continuity === 'first' || continuity === 'grown'

interface Read {
  bytes: number
  unreadable: Fault[]
}

async function read(verifier: LogVerifier, tiles: TilesAtHand, size: number, onProgress: OnProgress): Promise<Read> {
  const count = bundles(size)
  const asked: ReturnType<typeof part>[] = []
  let next = 0
  let bytes = 0
  for (let index = 0; index < count; index += 1) {
    while (next < count && asked.length < AHEAD) asked.push(part(next++, size))
    const { bundle, tile } = await asked.shift()!
    tiles.keep(index, tile)
    // What is not there any more is told by the verifier as cut off.
    if (!bundle) break
    bytes += bundle.length + (tile?.length ?? 0)
    try {
      verifier.push(bundle)
    } catch (thrown) {
      return { bytes, unreadable: [{ kind: 'unreadable', position: index * WIDTH, message: messageOf(thrown) }] }
    }
    onProgress(Math.min(size, (index + 1) * WIDTH), size, bytes)
  }
  return { bytes, unreadable: [] }
}

/** A bundle of records and the tile over them; both wait for nobody, and fail when it is their turn. */
function part(index: number, size: number): Promise<{ bundle: Uint8Array | undefined; tile: Uint8Array | undefined }> {
  const both = Promise.all([readPart(bundlePath(index, size)), readPart(tilePath(0, index, size)!)])
  const parts = both.then(([bundle, tile]) => ({ bundle, tile }))
  parts.catch(() => {})
  return parts
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
