/** The JSON of `check`: what the validator says about a file, in the browser, on the command line and over HTTP. */

export type Severity = 'error' | 'warning' | 'note'

export interface Notice {
  /** As a spreadsheet counts: the header is row 1. Null where the notice is about the whole file. */
  row: number | null
  column: string | null
  code: string
  severity: Severity
  value: string | null
  message: string
  fix: string
}

export interface FileReport {
  name: string
  bytes: number
  rows: number
  accepted: number
  refused: number
  /** How many notices of each code there are; complete, also where not every notice is kept. */
  counts: Record<string, number>
  notices: Notice[]
}

export interface Report {
  /** The profile that was named or detected; null where no header fitted any. */
  profile: string | null
  files: FileReport[]
  ok: boolean
}

/** A file's report without its notices, which arrive in portions. */
export type Summary = Omit<FileReport, 'notices'> & { profile: string | null; ok: boolean }
