import type { components } from '../generated/api'

/** The shapes of the HTTP API that the console reads, generated from its OpenAPI document. */
type Schemas = components['schemas']

/** A shape whose strings are known to be of a few; a field that the API does not have, or has otherwise, is an error. */
type Narrowed<Shape, Fields extends { [F in keyof Fields]: F extends keyof Shape ? Shape[F] : never }> = Omit<
  Shape,
  keyof Fields
> &
  Fields

export type Status = 'active' | 'disabled' | 'deactivated' | 'deleted'
export type Action = 'deactivate' | 'disable' | 'enable' | 'reactivate'
export type Role = 'domain_admin' | 'institution_admin' | 'auditor' | 'viewer' | 'gate'
export type Origin = 'import' | 'manual'
/** The origin of a deleted account is gone. */
type Standing = { status: Status; origin?: Origin | null }

export type Session = Narrowed<Schemas['Session'], { role: Role }>
export type SignIn = Schemas['SignIn']
export type SetPassword = Schemas['SetPassword']

export type Account = Narrowed<Schemas['Account'], Standing>
export type AccountAnswer = Narrowed<Schemas['AccountChanged'], Standing>
export type AccountPage = Narrowed<Schemas['AccountList'], { accounts: Account[] }>
export type AccountQuery = Narrowed<Schemas['AccountSearch'], { status: Status[] }>
export type AccountColumns = Schemas['AccountColumns']
export type AccountDetails = Schemas['AccountDetails']
export type Why = Narrowed<Schemas['Why'], { status: Status }>
export type Deletion = Narrowed<Schemas['Deletion'], { account: Account }>
export type AccountDeleted = Narrowed<Schemas['AccountDeleted'], Standing>

export type Group = Narrowed<Schemas['Group'], { kind: 'group' | 'class' }>
export type GroupPage = Narrowed<Schemas['GroupList'], { groups: Group[] }>
export type GroupAdded = Narrowed<Schemas['GroupChanged'], { kind: Group['kind'] }>
export type AddGroup = Schemas['AddGroup']

export type Step = Narrowed<Schemas['Step'], { action: Action; state: 'waiting' | 'ran' | 'cancelled' }>
export type StepPage = Narrowed<Schemas['StepList'], { steps: Step[] }>
export type StepsCancelled = Narrowed<Schemas['StepsCancelled'], { steps: Step[] }>
export type ScheduleRequest = Narrowed<Schemas['ScheduleStep'], { action: Action }>
export type SchedulePlan = Schemas['SchedulePlan']
export type Scheduled = Narrowed<Schemas['Scheduled'], { steps: Step[] }>

export type Institution = Schemas['Institution']
export type InstitutionList = Schemas['InstitutionList']

/** Counts accounts; for groups memberships; for `nothing_to_do` and `refused` rows. */
export type Effects = Schemas['Effects']
export type Refusal = Schemas['Refusal']
export type PlanFile = Schemas['PlanFile']
export type SeatChange = Schemas['SeatChange']
export type Guard = Schemas['GuardStop']
export type Change = Schemas['Change']
/** What a plan says of a whole file, or of the package. */
export type PlanNotice = Schemas['PlanNotice']
export type Plan = Schemas['Plan']
export type Applied = Schemas['Applied']
export type ApplyRequest = Schemas['ApplyPlan']
/** A row whose effect is no longer what the plan showed: in one word, such as `deactivate` or `refused`. */
export type Difference = Schemas['Difference']
export type Progress = Schemas['Progress']

/** How many accounts of one institution a plan would change. */
export type InstitutionEffects = Schemas['InstitutionEffects']

/** What a reversal or a replay would do, or did: then it names its batch. */
export type Reversal = Schemas['ReversalApplied']
export type ReversalRequest = Schemas['ReversalRequest']
/** What becomes of one aspect of an account, such as its status or one group. */
export type AspectOutcome = Schemas['AspectOutcome']

/** A plan in a list: without its rows. */
export type WaitingPlan = Schemas['WaitingPlan']
export type WaitingPlanPage = Schemas['WaitingPlanList']

export type Batch = Schemas['Batch']
export type BatchPage = Schemas['BatchList']

export type AddInstitution = Schemas['AddInstitution']
export type LimitSet = Schemas['SeatsChanged']

/** The limits that stand in the server's settings file. */
export type ServerSettings = Schemas['ShownSettings']

type OfRole = { role: Role }
export type Admin = Narrowed<Schemas['Admin'], OfRole>
export type AdminList = Narrowed<Schemas['AdminList'], { admins: Admin[] }>
export type AdminAdded = Narrowed<Schemas['AdminAdded'], OfRole>
export type AdminRemoved = Narrowed<Schemas['AdminRemoved'], { tokens: Token[] }>
export type AddAdmin = Narrowed<Schemas['AddAdmin'], OfRole>
export type Token = Narrowed<Schemas['Token'], OfRole>
export type TokenList = Narrowed<Schemas['TokenList'], { tokens: Token[] }>
export type TokenCreated = Narrowed<Schemas['TokenCreated'], OfRole>
export type CreateToken = Narrowed<Schemas['CreateToken'], OfRole>

/** A problem as far as it is told: a proxy's error page tells nothing. */
export type ProblemBody = Partial<Schemas['Problem']>

/** Whether this server keeps up with the others that share its ledger. */
export type Readiness = Schemas['Readiness']

/** One event of the log, with its sentence. */
export type Event = Schemas['Event']
export type EventPage = Schemas['EventList']
export type EventQuery = Schemas['AuditSearch']
export type ColumnChange = Schemas['ColumnChange']

/** Of one moment, by institution and of the whole domain; a limit that is null is unlimited. */
export type Seats = Schemas['Seats']
export type DomainSeats = Schemas['DomainSeats']
export type InstitutionSeats = Schemas['InstitutionSeats']
/** What one command or one batch made of the seats in use. */
export type SeatStep = Schemas['SeatStep']
export type SeatHistory = Schemas['SeatHistory']
/** What scheduled steps would make of the seats, as things stand now. */
export type SeatForecast = Schemas['SeatForecast']
export type StepForecast = Schemas['StepForecast']

/** That a record stands in the signed log, to be checked by whoever asks. */
export type InclusionProof = Schemas['InclusionProof']
export type ConsistencyProof = Schemas['ConsistencyProof']
export type SigningKeys = Schemas['SigningKeys']
