import type { FileReport } from '../generated/rows/rollbook_rows.js'

/** The JSON of `check`, as the validator's module types it. */
export type { Edit, Notice, Report, Severity } from '../generated/rows/rollbook_rows.js'

/** A file's report without its notices, which arrive in portions. */
export type Summary = Omit<FileReport, 'notices'> & { profile: string | null; ok: boolean }
