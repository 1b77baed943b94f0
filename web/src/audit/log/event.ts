import type { InclusionProof } from '../../api/types'
import { verifyInclusion } from '../../generated/log/rollbook_log.js'
import type { Remembered } from './memory'
import type { EventVerdict } from './protocol'
import { readJson } from './server'
import { continuityOf, keysOf, opened } from './trust'

/** Checks that the record at a position stands in the signed log, and that the log still begins with what was remembered. */
export async function checkEvent(position: number, remembered: Remembered | null): Promise<EventVerdict> {
  const [keys, proof] = await Promise.all([
    keysOf(remembered),
    readJson<InclusionProof>(`/proofs/inclusion?position=${position}`),
  ])
  const verdict: EventVerdict = { ok: false, fault: null, continuity: 'first', signed: null, leaf: null }
  try {
    // A proof of another record would be sound as well.
    const index = /^index (\d+)$/m.exec(proof.tlog_proof)?.[1]
    if (Number(index) !== position) throw new Error(`the proof is of the record ${index}, and not of ${position}`)
    verifyInclusion(proof.tlog_proof, bytesOf(proof.record), keys.all)
    const note = proof.tlog_proof.slice(proof.tlog_proof.indexOf('\n\n') + 2)
    const signed = opened(note, keys, remembered)
    const continuity = await continuityOf(remembered, signed)
    return { ...verdict, ok: continuity === 'first' || continuity === 'grown', continuity, signed, leaf: proof.leaf }
  } catch (thrown) {
    if (!(thrown instanceof Error) || 'status' in thrown) throw thrown
    return { ...verdict, fault: thrown.message }
  }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
