import type { Notice, Summary } from './report'

/** One new value for one cell. `row` as in notices, `column` counted from 0. */
export interface Edit {
  row: number
  column: number
  value: string
}

export interface MendRequest {
  edits: Edit[]
  /** Rows to leave out of the file. */
  without: number[]
}

/** The jobs of the checking worker and what each answers. */
export interface Jobs {
  check: { request: { file: Blob; name: string; profile: string }; answer: Summary }
  /** The cells of the header and of one row, as they stand in the file. */
  pick: { request: { file: Blob; row: number }; answer: { header: string[]; cells: string[] } }
  mend: { request: { file: Blob } & MendRequest; answer: Blob }
  refusals: { request: { file: Blob; name: string; profile: string }; answer: Blob }
  profiles: { request: null; answer: { profile: string; header: string }[] }
}

export type JobName = keyof Jobs

export type ToWorker = { [N in JobName]: { id: number; job: N; request: Jobs[N]['request'] } }[JobName]

export type FromWorker =
  | { id: number; kind: 'progress'; bytes: number }
  | { id: number; kind: 'notices'; notices: Notice[] }
  | { id: number; kind: 'done'; answer: Jobs[JobName]['answer'] }
  | { id: number; kind: 'failed'; reason: 'unreadable' | 'wasm'; detail: string }
