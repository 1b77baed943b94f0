import type { Batch } from '../api/types'
import { sentences } from '../imports/sentences'
import { strings } from '../strings'

/** What a batch did, in one line. */
export function describe(batch: Batch): string {
  const [first, ...others] = sentences(batch.effects, [], 'was', batch.kind).filter(({ tone }) => tone !== 'quiet' && tone !== 'refused')
  const heading = strings.batches.heading(batch.kind)
  if (!first) return heading
  return `${heading}: ${[first, ...others].map(({ text }) => text).join(', ')}`
}
