import { Zip, ZipPassThrough } from 'fflate'
import { Gathered } from './gathered'

/** A file of a package. */
export interface NamedBlob {
  name: string
  blob: Blob
}

/**
 * Puts files into one zip archive, piece by piece. They are stored as they are: a file of rows that repeat would
 * shrink so far that the archive looks like a trap, and a single CSV is not compressed either.
 */
export async function pack(files: NamedBlob[]): Promise<Blob> {
  const gathered = new Gathered()
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    gathered.push(bytes)
  })
  for (const { name, blob } of files) {
    const entry = new ZipPassThrough(name)
    zip.add(entry)
    const reader = blob.stream().getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) entry.push(piece.value)
    entry.push(new Uint8Array(), true)
  }
  zip.end()
  return gathered.finish('application/zip')
}
