import { PackageFault } from './fault'

/** A file of a zip archive, as the archive's directory describes it. */
export interface Entry {
  path: string
  encrypted: boolean
  /** Not a file but the name of another one, as Unix has them. */
  isLink: boolean
  /** How it is packed: 0 stored, 8 deflated. */
  method: number
  /** The CRC-32 of the unpacked bytes. */
  checksum: number
  packedSize: number
  size: number
  /** Where its own header begins in the archive. */
  offset: number
}

const END_SIGNATURE = 0x06054b50
const END_SIZE = 22
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_SIZE = 46
const MOST_COMMENT_BYTES = 0xffff
/** What the fields say when the true number stands in an extension for archives of more than 4 GiB. */
const ELSEWHERE = 0xffffffff
const FLAG_ENCRYPTED = 1 << 0
const FLAG_STRONGLY_ENCRYPTED = 1 << 6
const UNIX_KIND = 0xf000
const UNIX_LINK = 0xa000

export const broken = (what: string): PackageFault => new PackageFault('zip-broken', what)

/**
 * Reads the directory at the end of the archive, as the server does. fflate's reader goes by the headers between the
 * files instead: it cannot tell which are encrypted, and takes files that the directory does not list. A directory of
 * more than `most` files is not even read.
 */
export async function readDirectory(zip: Blob, most: number): Promise<Entry[]> {
  const end = await readEnd(zip)
  if (end.entries > most) throw new PackageFault('zip-too-many-files', `it lists ${end.entries} files`)
  const bytes = await view(zip.slice(end.start, end.start + end.size))
  const entries: Entry[] = []
  let at = 0
  for (let n = 0; n < end.entries; n++) {
    if (at + ENTRY_SIZE > bytes.byteLength || bytes.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw broken('its directory is damaged')
    }
    const nameLength = bytes.getUint16(at + 28, true)
    const next = at + ENTRY_SIZE + nameLength + bytes.getUint16(at + 30, true) + bytes.getUint16(at + 32, true)
    if (next > bytes.byteLength) throw broken('its directory is damaged')
    entries.push(readEntry(bytes, at, nameLength, end.shift))
    at = next
  }
  return entries
}

function readEntry(bytes: DataView, at: number, nameLength: number, shift: number): Entry {
  const flags = bytes.getUint16(at + 8, true)
  const name = new Uint8Array(bytes.buffer, bytes.byteOffset + at + ENTRY_SIZE, nameLength)
  const [packedSize, size, offset] = [20, 24, 42].map((field) => bytes.getUint32(at + field, true)) as [number, number, number]
  if ([packedSize, size, offset].includes(ELSEWHERE)) throw tooLarge()
  return {
    path: nameOf(name),
    encrypted: (flags & (FLAG_ENCRYPTED | FLAG_STRONGLY_ENCRYPTED)) !== 0,
    isLink: (bytes.getUint16(at + 40, true) & UNIX_KIND) === UNIX_LINK,
    method: bytes.getUint16(at + 10, true),
    checksum: bytes.getUint32(at + 16, true),
    packedSize,
    size,
    offset: offset + shift,
  }
}

interface End {
  entries: number
  /** Where the directory begins, and its size. */
  start: number
  size: number
  /** How far everything stands behind the place that the archive tells; not 0 where bytes were put before it. */
  shift: number
}

/** Finds the record that ends an archive; a comment may follow it. */
async function readEnd(zip: Blob): Promise<End> {
  const from = Math.max(0, zip.size - END_SIZE - MOST_COMMENT_BYTES)
  const bytes = await view(zip.slice(from))
  for (let at = bytes.byteLength - END_SIZE; at >= 0; at--) {
    const ends = bytes.getUint32(at, true) === END_SIGNATURE && at + END_SIZE + bytes.getUint16(at + 20, true) === bytes.byteLength
    if (!ends) continue
    const size = bytes.getUint32(at + 12, true)
    const offset = bytes.getUint32(at + 16, true)
    if (offset === ELSEWHERE || size === ELSEWHERE) throw tooLarge()
    const start = from + at - size
    if (start < offset) throw broken('its directory is damaged')
    return { entries: bytes.getUint16(at + 10, true), start, size, shift: start - offset }
  }
  throw broken('it has no directory: it is cut off, or no zip archive')
}

const tooLarge = (): PackageFault => broken('it is of the form for archives of more than 4 GB')

const view = async (part: Blob): Promise<DataView> => new DataView(await part.arrayBuffer())

/** Archives of older tools have names in other encodings and do not say in which; what is not UTF-8 is read as Latin. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
