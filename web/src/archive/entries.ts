import { broken, readDirectory, type Entry } from './directory'
import { PackageFault } from './fault'

/** How many files a package may have. */
export const MOST_FILES = 100
/** macOS lists a second file for each. */
const MOST_LISTED = 2 * MOST_FILES

/** A file may unpack to this many times its packed size; smaller ones may to any. */
const MOST_COMPRESSION = 100
const SMALL_BYTES = 1_048_576

const LEFT_BY_SYSTEMS = ['.DS_Store', 'Thumbs.db', 'desktop.ini']
const MOST_SHOWN = 80

const STORED = 0
const DEFLATED = 8

/** A file to be unpacked. */
export interface Packed extends Entry {
  /** Without its folder. */
  name: string
}

/** The CSVs of an archive, or the fault for which none of them is taken. The server judges archives in the same way. */
export async function entriesOf(zip: Blob): Promise<Packed[]> {
  const files = (await readDirectory(zip, MOST_LISTED)).filter(({ path }) => !isIgnored(path))
  if (files.length === 0) throw new PackageFault('zip-empty', 'there is no file in it')
  if (files.length > MOST_FILES) {
    throw new PackageFault('zip-too-many-files', `it holds ${files.length} files, and a package may have ${MOST_FILES}`)
  }
  for (const file of files) judge(file)
  refuseOverlaps(files)
  refuseFolders(files)
  const packed = files.map((file) => ({ ...file, name: file.path.slice(file.path.lastIndexOf('/') + 1) }))
  const twice = firstRepeated(packed.map(({ name }) => name))
  if (twice !== null) throw new PackageFault('file-name-duplicate', `two files in it are called ${shown(twice)}`)
  return packed
}

/** The first name that stands here a second time, capitals or not. */
export function firstRepeated(names: string[]): string | null {
  const seen = new Set<string>()
  for (const name of names) {
    const key = sameName(name)
    if (seen.has(key)) return name
    seen.add(key)
  }
  return null
}

/** Names that differ in ASCII capitals only are one name, as for the server. */
export const sameName = (name: string): string => name.replace(/[A-Z]/g, (capital) => capital.toLowerCase())

export const isZip = (name: string): boolean => /\.zip$/i.test(name)

/** How many bytes may come out of a file before it is taken for a trap. */
export const mostBytesOf = (file: Entry): number => Math.max(SMALL_BYTES, file.packedSize * MOST_COMPRESSION)

/** Folders, and what operating systems put into archives beside the files. */
function isIgnored(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return path.endsWith('/') || path.startsWith('__MACOSX/') || name.startsWith('._') || LEFT_BY_SYSTEMS.includes(name)
}

function judge(file: Entry): void {
  const { path } = file
  if (leadsElsewhere(path) || file.isLink) throw new PackageFault('zip-path', `the file ${shown(path)} leads out of it`)
  if (file.encrypted) throw new PackageFault('zip-encrypted', `the file ${shown(path)} is encrypted`)
  if (isZip(path)) throw new PackageFault('zip-nested', `the file ${shown(path)} in it is an archive itself`)
  if (file.method !== STORED && file.method !== DEFLATED) {
    throw broken(`the file ${shown(path)} is packed by method ${file.method}, which is not usual for zip archives`)
  }
  if (file.size > mostBytesOf(file)) throw bomb(path)
}

/** Absolute, upwards, or in the manner of another system. */
const leadsElsewhere = (path: string): boolean =>
  path.startsWith('/') || /[\\:\p{Cc}]/u.test(path) || path.split('/').includes('..')

/** A path as it may stand in a message. */
export const shown = (path: string): string => path.replace(/\p{Cc}/gu, '').slice(0, MOST_SHOWN)

export const bomb = (path: string): PackageFault =>
  new PackageFault('zip-bomb', `the file ${shown(path)} would unpack to more than ${MOST_COMPRESSION} times its size`)

/** Files that share their packed bytes multiply what comes out of an archive. */
function refuseOverlaps(files: Entry[]): void {
  const inOrder = [...files].sort((a, b) => a.offset - b.offset)
  for (const [index, file] of inOrder.entries()) {
    const next = inOrder[index + 1]
    if (next && file.offset + file.packedSize > next.offset) {
      throw new PackageFault('zip-bomb', `the files ${shown(file.path)} and ${shown(next.path)} share their packed bytes`)
    }
  }
}

/** One folder may be around everything: it is what was packed. Files in several could be anything. */
function refuseFolders(files: Entry[]): void {
  const folderOf = ({ path }: Entry): string => path.slice(0, path.lastIndexOf('/') + 1)
  const elsewhere = files.find((file) => folderOf(file) !== folderOf(files[0] ?? file))
  if (elsewhere) throw new PackageFault('zip-path', `the file ${shown(elsewhere.path)} lies in another folder than the others`)
}
