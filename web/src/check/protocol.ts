import type { Edit, Notice, Summary } from './report'

export interface MendRequest {
  edits: Edit[]
  /** Rows to leave out of the file. */
  without: number[]
}

/** One row's cells as they stand in the file, and the header above them. */
export interface PickedRow {
  headerRow: number | null
  header: string[]
  cells: string[]
}

/** The jobs of the checking worker and what each answers. */
export interface Jobs {
  check: { request: { file: Blob; name: string; profile: string }; answer: Summary }
  pick: { request: { file: Blob; row: number }; answer: PickedRow }
  mend: { request: { file: Blob } & MendRequest; answer: Blob }
  /** The refused rows of the file that was checked last, as a CSV to mend (R17). */
  refusals: { request: { file: Blob }; answer: Blob }
  profiles: { request: null; answer: { profile: string; header: string }[] }
}

export type JobName = keyof Jobs

export type ToWorker = { [N in JobName]: { id: number; job: N; request: Jobs[N]['request'] } }[JobName]

export type FromWorker =
  | { id: number; kind: 'progress'; bytes: number }
  | { id: number; kind: 'notices'; notices: Notice[] }
  | { id: number; kind: 'done'; answer: Jobs[JobName]['answer'] }
  | { id: number; kind: 'failed'; reason: 'unreadable' | 'wasm'; detail: string }
