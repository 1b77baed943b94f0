import { Inflate } from 'fflate'
import { Crc32 } from './crc'
import { broken } from './directory'
import { bomb, mostBytesOf, shown, type Packed } from './entries'
import { PackageFault } from './fault'

const HEADER_SIGNATURE = 0x04034b50
const HEADER_SIZE = 30
const DEFLATED = 8
/** Deflate makes at most 1,032 bytes of one: what comes out of a portion stays within 34 MB. */
const PORTION_BYTES = 32 * 1024

/** How an archive begins, with files in it or without. */
const ARCHIVES = [[0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06]]

/** Unpacks one file, piece by piece, and sees to it that it is what the directory told. */
export async function unpack(zip: Blob, file: Packed, push: (bytes: Uint8Array) => void): Promise<void> {
  const most = mostBytesOf(file)
  const checksum = new Crc32()
  let size = 0
  const take = (bytes: Uint8Array): void => {
    if (size === 0 && ARCHIVES.some((beginning) => beginning.every((byte, at) => bytes[at] === byte))) {
      throw new PackageFault('zip-nested', `the file ${shown(file.path)} in it is an archive itself`)
    }
    size += bytes.byteLength
    if (size > most) throw bomb(file.path)
    checksum.push(bytes)
    push(bytes)
  }
  const packed = await packedBytes(zip, file)
  await (file.method === DEFLATED ? inflate(packed, file.path, take) : pieces(packed, take))
  if (size !== file.size || checksum.value !== file.checksum) throw damaged(file.path)
}

const damaged = (path: string): PackageFault => broken(`the file ${shown(path)} is damaged`)

/** The header before a file is read for its length alone: all else is told by the directory. */
async function packedBytes(zip: Blob, file: Packed): Promise<Blob> {
  const header = new DataView(await zip.slice(file.offset, file.offset + HEADER_SIZE).arrayBuffer())
  if (header.byteLength < HEADER_SIZE || header.getUint32(0, true) !== HEADER_SIGNATURE) throw damaged(file.path)
  const start = file.offset + HEADER_SIZE + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = zip.slice(start, start + file.packedSize)
  if (packed.size !== file.packedSize) throw broken('it is cut off')
  return packed
}

async function inflate(packed: Blob, path: string, take: (bytes: Uint8Array) => void): Promise<void> {
  const inflater = new Inflate(take)
  const feed = (bytes: Uint8Array, last: boolean): void => {
    try {
      inflater.push(bytes, last)
    } catch (thrown) {
      throw thrown instanceof PackageFault ? thrown : damaged(path)
    }
  }
  await pieces(packed, (bytes) => {
    for (let from = 0; from < bytes.byteLength; from += PORTION_BYTES) feed(bytes.subarray(from, from + PORTION_BYTES), false)
  })
  feed(new Uint8Array(), true)
}

async function pieces(content: Blob, take: (bytes: Uint8Array) => void): Promise<void> {
  const reader = content.stream().getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) take(piece.value)
}
