import { isFullImport, isNamedByKind } from './names'
import type { Overview, Summary } from './report'

/** The codes of an archive, or of a file in it, of which nothing is taken. */
const ARCHIVE = /^zip-|^file-name-duplicate$/

/** The codes of a file whose text could not be read at all: there are no rows to judge. */
const UNREADABLE = ['file-empty', 'not-utf8']

/** The codes of a file that is refused as a whole, by its name or its header. */
const REFUSED_WHOLE = ['header-missing', 'column-missing', 'column-duplicate', 'flag-of-other-version', 'file-name-unknown', 'profile-mixed']

export const isRefusedArchive = (file: Summary): boolean => Object.keys(file.counts).some((code) => ARCHIVE.test(code))

export const isUnreadable = (file: Summary): boolean => UNREADABLE.some((code) => code in file.counts)

const isRefusedWhole = (file: Summary): boolean => REFUSED_WHOLE.some((code) => code in file.counts)

/** The codes of files that make no package together. */
const NO_PACKAGE = ['users-missing', 'package-mixed']

/** What keeps a package from being uploaded, and where. */
export type Obstacle = { why: 'archive' | 'unreadable' | 'no-profile' | 'no-package' | 'header' | 'nothing-good'; files: string[] }

/** Null where the server could make a plan of the package. */
export function obstacle({ profile, files }: Overview): Obstacle | null {
  const blocking = (why: Obstacle['why'], is: (file: Summary) => boolean): Obstacle | null => {
    const names = files.filter(is).map(({ name }) => name)
    return names.length > 0 ? { why, files: names } : null
  }
  return (
    blocking('archive', isRefusedArchive) ??
    blocking('unreadable', isUnreadable) ??
    (profile === null ? { why: 'no-profile', files: [] } : null) ??
    blocking('no-package', (file) => NO_PACKAGE.some((code) => code in file.counts)) ??
    // Files of a student information system rely on each other: the plan takes all of them, or none.
    (isNamedByKind(profile) ? blocking('header', isRefusedWhole) : null) ??
    (files.some(({ accepted }) => accepted > 0) || listsNobody({ profile, files }) ? null : { why: 'nothing-good', files: [] })
  )
}

/** A full import of a users.csv without rows: it would end everyone, and the guard stops it (R33). */
export const listsNobody = ({ profile, files }: Pick<Overview, 'profile' | 'files'>): boolean =>
  isFullImport(profile) && files.some((file) => /^users\.csv$/i.test(file.name) && 'header-only' in file.counts)
