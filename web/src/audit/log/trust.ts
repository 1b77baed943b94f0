import type { ConsistencyProof, SigningKeys } from '../../api/types'
import { openCheckpoint, verifyConsistency } from '../../generated/log/rollbook_log.js'
import type { Remembered } from './memory'
import type { Continuity, Signed } from './protocol'
import { readJson, Refused } from './server'

/** Answers by which a server says that its log never had that size. */
const DENIALS = [400, 404, 422]

export interface Keys {
  /** The log's name. */
  origin: string
  /** Those that the server names, the newest first, and those that this browser remembered. */
  all: string[]
}

export async function keysOf(remembered: Remembered | null): Promise<Keys> {
  const { origin, keys } = await readJson<SigningKeys>('/log/keys')
  return { origin, all: [...new Set([...keys.map(({ key }) => key), ...(remembered?.keys ?? [])])] }
}

/** What a checkpoint says, if a known key has signed it. Throws otherwise. */
export function opened(note: string, { all }: Keys, remembered: Remembered | null): Signed {
  const checkpoint = openCheckpoint(note, all)
  const key = all.find((one) => isSignedBy(note, [one])) ?? ''
  const isKnown = remembered?.origin !== checkpoint.origin || isSignedBy(note, remembered.keys)
  return { ...checkpoint, note, keys: all, key, keyChanged: !isKnown }
}

/** Whether a log is, as far as it was remembered, still the same. */
export async function continuityOf(remembered: Remembered | null, now: Signed): Promise<Continuity> {
  if (remembered === null) return 'first'
  if (remembered.origin !== now.origin) return 'other-log'
  if (remembered.size > now.size) return 'cut'
  if (remembered.size === now.size) return remembered.root === now.root ? 'grown' : 'rewritten'
  try {
    const path = `/proofs/consistency?from=${remembered.size}&to=${now.size}`
    const { hashes } = await readJson<ConsistencyProof>(path)
    verifyConsistency(remembered.note, now.note, hashes, now.keys)
    return 'grown'
  } catch (thrown) {
    if (thrown instanceof Refused && !DENIALS.includes(thrown.status)) throw thrown
    return 'rewritten'
  }
}

function isSignedBy(note: string, keys: string[]): boolean {
  try {
    openCheckpoint(note, keys)
    return true
  } catch {
    return false
  }
}
