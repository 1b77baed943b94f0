import type { Checkpoint, Fault as LogFault } from '../../generated/log/rollbook_log.js'
import type { Remembered } from './memory'

export interface Signed extends Checkpoint {
  /** The checkpoint as it was signed. */
  note: string
  /** The keys that are believed, those that the server names and those remembered, as `name+id+key`. */
  keys: string[]
  /** The one that signs now. */
  key: string
  /** Whether none of the remembered keys has signed it. */
  keyChanged: boolean
}

/** How the log stands to what this browser remembered: the first visit, or grown, or not the same any more. */
export type Continuity = 'first' | 'grown' | 'cut' | 'rewritten' | 'other-log'

/** What became of the check of one event. `signed` is null where nothing could be believed. */
export interface EventVerdict {
  ok: boolean
  /** Why the event is not proven, in the verifier's words. */
  fault: string | null
  continuity: Continuity
  signed: Signed | null
  /** The hash of the record in base64. */
  leaf: string | null
}

/** A fault of the log; `unreadable` is a stretch of it that is no log at all. */
export interface Fault extends Omit<LogFault, 'kind'> {
  kind: LogFault['kind'] | 'unreadable'
}

/** What became of the check of the whole log. */
export interface LogVerdict {
  ok: boolean
  /** Events that were read. */
  size: number
  bytes: number
  faults: Fault[]
  moreFaults: number
  continuity: Continuity
  signed: Signed | null
}

export interface Jobs {
  event: { request: { position: number }; answer: EventVerdict }
  log: { request: null; answer: LogVerdict }
}

export type ToWorker = { [N in keyof Jobs]: { job: N; request: Jobs[N]['request']; remembered: Remembered | null } }[keyof Jobs]

export type FromWorker =
  | { kind: 'progress'; done: number; total: number; bytes: number }
  | { kind: 'done'; answer: Jobs[keyof Jobs]['answer'] }
  /** The server has refused an answer, with this status and text; 0 where it did not answer. */
  | { kind: 'refused'; status: number; text: string }
  | { kind: 'failed'; detail: string }
