/** The shapes of the HTTP API that the console reads, in the names of its OpenAPI document. */

export type Status = 'active' | 'disabled' | 'deactivated' | 'deleted'
export type Action = 'deactivate' | 'disable' | 'enable' | 'reactivate'
export type Role = 'domain_admin' | 'institution_admin' | 'auditor' | 'viewer' | 'gate'

export interface Session {
  actor: string
  role: Role
  institution: number | null
  csrf: string
}

export interface Account {
  account_id: string
  user_id: number | null
  username: string | null
  sis_id: string | null
  email: string | null
  first_name: string | null
  middle_init: string | null
  last_name: string | null
  suffix: string | null
  nickname: string | null
  display_id: string | null
  google_email_address: string | null
  user_type: string | null
  institution: number | null
  groups: string[]
  origin: 'import' | 'manual'
  status: Status
  blocked: boolean
  deactivated: boolean
  takes_seat: boolean
  with_data: boolean
  stub: boolean
  version: number
}

export interface AccountAnswer extends Account {
  outcome: 'recorded' | 'nothing-to-do'
  position: number | null
  warnings: { code: string; message: string }[]
}

export interface AccountPage {
  accounts: Account[]
  next: string | null
}

export interface AccountQuery {
  search?: string
  status?: Status[]
  institution?: number
  limit: number
  cursor?: string
}

export interface Institution {
  institution: number
  name: string
  import_id: string | null
  in_use: number
  limit: number | null
}

/** Counts accounts; for groups memberships; for `nothing_to_do` and `refused` rows. */
export interface Effects {
  create: number
  change_profile: number
  change_origin: number
  disable: number
  enable: number
  deactivate: number
  reactivate: number
  delete: number
  leave_group: number
  join_group: number
  nothing_to_do: number
  refused: number
}

export interface Refusal {
  file: string
  row: number
  column: string | null
  code: string
  message: string
}

export interface SeatChange {
  institution: number
  before: number
  after: number
  limit: number | null
}

export interface Guard {
  code: string
  message: string
  limit: number
  actual: number
}

export interface Change {
  file: string
  row: number
  /** Null for an account that is yet to be created. */
  account_id: string | null
  label: string
  institution: number | null
  effects: string[]
  notes: string[]
}

export interface Plan {
  plan_id: string
  profile: string | null
  action: Action | null
  position: number
  validator: string
  files: { name: string; sha256: string }[]
  rows: number
  effects: Effects
  refusals: Refusal[]
  seats: SeatChange[]
  guards: Guard[]
  changes: Change[]
  stopped: string | null
}

export interface Applied extends Plan {
  batch_id: string | null
  first_position: number | null
  last_position: number | null
  events: number
}

/** What one row would have done when the plan was shown, and what it would do now. */
export interface Difference {
  file: string
  row: number
  /** What the row does, in one word: `deactivate`, `nothing-to-do`, `refused`. */
  before: string
  after: string
}

export interface ApplyRequest {
  reason: string | null
  override_guards: string | null
}

export interface Progress {
  phase: 'planning' | 'planned' | 'applying' | 'done'
  done: number
  /** Zero while it is not known. */
  total: number
}

export interface Batch {
  batch_id: string
  kind: string
  profile: string | null
  action: Action | null
  at: string
  actor: string
  reason: string | null
  channel: string
  files: { name: string }[]
  events: number
  first_position: number
  last_position: number
  effects: Effects
  override_reason: string | null
  /** The first 100 rows that changed something; empty in lists. */
  changes: Change[]
}

export interface BatchPage {
  batches: Batch[]
  next: string | null
}

export interface ProblemBody {
  title?: string
  status?: number
  code?: string
  detail?: string
  plan?: Plan
  differences?: Difference[]
  guards?: Guard[]
}
