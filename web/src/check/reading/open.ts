import { entriesOf, isZip, MOST_FILES, sameName } from '../../archive/entries'
import { PackageFault } from '../../archive/fault'
import { Gathered } from '../../archive/gathered'
import type { NamedBlob } from '../../archive/pack'
import { unpack } from '../../archive/unpack'
import type { Fault, Package, PackageFile } from '../protocol'
import { withoutPasswords, type Stripper } from './passwords'

/** Makes one package of all that was chosen: archives are taken apart, and passwords out (R25, R35). */
export async function open(chosen: NamedBlob[], stripper: () => Stripper, onRead: (bytes: number) => void): Promise<Package> {
  const files: PackageFile[] = []
  const faults: Fault[] = []
  for (const source of chosen) {
    try {
      files.push(...(isZip(source.name) ? await openZip(source.blob, stripper, onRead) : [await withoutPasswords(source, stripper, onRead)]))
    } catch (thrown) {
      if (!(thrown instanceof PackageFault)) throw thrown
      faults.push({ name: source.name, code: thrown.code, message: thrown.message })
    }
  }
  return inOrder(refuseTooMany(refuseRepeated({ files, faults })))
}

/** Nothing of an archive is taken where anything in it is at fault. */
async function openZip(zip: Blob, stripper: () => Stripper, onRead: (bytes: number) => void): Promise<PackageFile[]> {
  const files: PackageFile[] = []
  for (const entry of await entriesOf(zip)) {
    const passing = stripper()
    const gathered = new Gathered()
    await unpack(zip, entry, (bytes) => gathered.push(passing.push(bytes)))
    gathered.push(passing.finish())
    files.push({ name: entry.name, blob: gathered.finish('text/csv'), passwords: passing.strippedRows() })
    passing.free()
    onRead(entry.packedSize)
  }
  return files
}

/** Of files with one name none is taken, because any of them could be meant. */
function refuseRepeated({ files, faults }: Package): Package {
  const groups = new Map<string, PackageFile[]>()
  for (const file of files) groups.set(sameName(file.name), [...(groups.get(sameName(file.name)) ?? []), file])
  const taken: PackageFile[] = []
  const refused = new Map(faults.map((fault) => [fault.name, fault]))
  for (const [file, ...others] of groups.values()) {
    if (!file) continue
    if (others.length === 0) taken.push(file)
    else refused.set(file.name, { name: file.name, code: 'file-name-duplicate', message: `${others.length + 1} files were chosen that have this name` })
  }
  return { files: taken, faults: [...refused.values()] }
}

function refuseTooMany({ files, faults }: Package): Package {
  const first = files[MOST_FILES]
  if (!first) return { files, faults }
  const message = `${files.length} files were chosen, and a package may have ${MOST_FILES}`
  return { files: files.slice(0, MOST_FILES), faults: [...faults, { name: first.name, code: 'zip-too-many-files', message }] }
}

/** By name, so that neither the report nor the plan depends on the order in which files were chosen. */
function inOrder({ files, faults }: Package): Package {
  return { files: [...files].sort((a, b) => (a.name < b.name ? -1 : 1)), faults }
}
