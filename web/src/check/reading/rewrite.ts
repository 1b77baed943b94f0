import { Gathered } from '../../archive/gathered'
import { feed } from './feed'

/** What writes a file anew while it is read. */
export interface Rewriter {
  push(bytes: Uint8Array): Uint8Array
  finish(): Uint8Array
  free(): void
}

/** Sends a file through a rewriter. */
export async function rewrite(file: Blob, rewriter: Rewriter): Promise<Blob> {
  const gathered = new Gathered()
  await feed(file, (bytes) => gathered.push(rewriter.push(bytes)))
  gathered.push(rewriter.finish())
  rewriter.free()
  return gathered.finish('text/csv')
}
