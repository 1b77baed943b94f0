import type { PackageCode } from '../archive/fault'
import type { NamedBlob } from '../archive/pack'
import type { Edit, Notice, Overview } from './report'

/** A file without its passwords. */
export interface PackageFile extends NamedBlob {
  /** How many of its rows had one. */
  passwords: number
}

/** Why a chosen file is not taken. */
export interface Fault {
  name: string
  code: PackageCode
  message: string
}

/** The files that are checked and uploaded together (R35), in the order of their names. */
export interface Package {
  files: PackageFile[]
  faults: Fault[]
}

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
  /** Takes what was chosen apart, and passwords out of it: no other job sees either. */
  open: { request: { chosen: NamedBlob[] }; answer: Package }
  check: { request: Package & { profile: string }; answer: Overview }
  pick: { request: { file: Blob; row: number }; answer: PickedRow }
  mend: { request: { file: PackageFile } & MendRequest; answer: PackageFile }
  /** The refused rows of a file that was checked last, as a CSV to mend (R17). */
  refusals: { request: { file: NamedBlob }; answer: Blob }
  pack: { request: { files: NamedBlob[] }; answer: Blob }
  profiles: { request: null; answer: { profile: string; header: string }[] }
}

export type JobName = keyof Jobs

export type ToWorker = { [N in JobName]: { id: number; job: N; request: Jobs[N]['request'] } }[JobName]

export type FromWorker =
  | { id: number; kind: 'progress'; bytes: number }
  | { id: number; kind: 'notices'; file: string; notices: Notice[] }
  | { id: number; kind: 'done'; answer: Jobs[JobName]['answer'] }
  | { id: number; kind: 'failed'; reason: 'unreadable' | 'wasm'; detail: string }
