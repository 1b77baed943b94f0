import type { NamedBlob } from '../../archive/pack'
import type { PackageFile } from '../protocol'
import { feed } from './feed'
import { rewrite, type Rewriter } from './rewrite'

/** Blanks the cells of the password column; every other byte stays (R25). */
export interface Stripper extends Rewriter {
  /** Whether anything was left out so far. */
  stripped(): boolean
  /** How many rows a password was left out of so far. */
  strippedRows(): number
}

/** The file without its passwords. One that has none serves as it is, and no copy of it is made. */
export async function withoutPasswords({ name, blob }: NamedBlob, stripper: () => Stripper, onRead?: (bytes: number) => void): Promise<PackageFile> {
  const counting = stripper()
  await feed(blob, (bytes) => {
    counting.push(bytes)
    onRead?.(bytes.byteLength)
  })
  counting.finish()
  const [stripped, passwords] = [counting.stripped(), counting.strippedRows()]
  counting.free()
  return { name, blob: stripped ? await rewrite(blob, stripper()) : blob, passwords }
}
