import type { FileReport, Notice } from '../generated/rows/rollbook_rows.js'

/** The JSON of `check`, as the validator's module types it. */
export type { Edit, Notice, Report, Severity } from '../generated/rows/rollbook_rows.js'

/** A file's report without its notices, which arrive in portions. */
export type Summary = Omit<FileReport, 'notices'>

/** The report over all files, without their notices. */
export interface Overview {
  /** Null when no file fitted a profile. */
  profile: string | null
  ok: boolean
  /** Sorted by name; archives that could not be taken stand among them. */
  files: Summary[]
}

/** A notice and the file that it is about. */
export interface Found extends Notice {
  file: string
}
