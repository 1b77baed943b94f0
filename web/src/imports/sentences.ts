import type { Effects, SeatChange } from '../api/types'
import { count } from '../strings'

export type Tense = 'will' | 'was'

/** One thing that a plan would do, or a batch did. `tone` says whether it destroys, ends, begins or leaves things alone. */
export interface Sentence {
  effect: keyof Effects | 'seats'
  tone: 'destroys' | 'ends' | 'begins' | 'changes' | 'kept' | 'quiet' | 'refused'
  text: string
}

type Wording = [tone: Sentence['tone'], one: string, many: string, will: string, wasOne: string, wasMany: string]

/** A deletion outweighs all else, because nothing brings back what it destroys. */
const DELETION: [keyof Effects, Wording][] = [
  ['delete', ['destroys', 'account', 'accounts', 'will be deleted for good', 'was deleted for good', 'were deleted for good']],
]

/** In the order in which a person needs to hear them: what ends, then what begins, then the seats, then the rest. */
const ACCESS: [keyof Effects, Wording][] = [
  ['deactivate', ['ends', 'account', 'accounts', 'will be deactivated', 'was deactivated', 'were deactivated']],
  ['disable', ['ends', 'account', 'accounts', 'will be disabled', 'was disabled', 'were disabled']],
  ['create', ['begins', 'account', 'accounts', 'will be created', 'was created', 'were created']],
  ['reactivate', ['begins', 'account', 'accounts', 'will be reactivated', 'was reactivated', 'were reactivated']],
  ['enable', ['begins', 'account', 'accounts', 'will be enabled', 'was enabled', 'were enabled']],
]

const DETAILS: [keyof Effects, Wording][] = [
  ['change_profile', ['changes', 'profile', 'profiles', 'will change', 'changed', 'changed']],
  ['change_origin', ['changes', 'account', 'accounts', 'will come under import control', 'came under import control', 'came under import control']],
  // Without a verb: "16 groups will be left" could also mean that 16 remain.
  ['leave_group', ['changes', 'group', 'groups', 'left', 'left', 'left']],
  ['join_group', ['changes', 'group', 'groups', 'joined', 'joined', 'joined']],
  ['add_institution', ['changes', 'institution', 'institutions', 'will be added', 'was added', 'were added']],
  ['change_institution', ['changes', 'institution', 'institutions', 'will change', 'changed', 'changed']],
  ['remove_institution', ['changes', 'institution', 'institutions', 'will be removed', 'was removed', 'were removed']],
  ['add_class', ['changes', 'class', 'classes', 'will be added', 'was added', 'were added']],
  ['change_class', ['changes', 'class', 'classes', 'will change', 'changed', 'changed']],
  ['remove_class', ['changes', 'class', 'classes', 'will be removed', 'was removed', 'were removed']],
  ['record_activity', ['changes', 'account', 'accounts', 'will get newer log-ins or grades', 'got newer log-ins or grades', 'got newer log-ins or grades']],
]

/**
 * A plan's or a batch's effects as sentences; effects that do not occur are not mentioned. What takes no effect counts
 * rows in a file, and single changes where a batch is taken back or given again.
 */
export function sentences(effects: Partial<Effects>, seats: SeatChange[], tense: Tense, kind = 'import'): Sentence[] {
  const told = [
    ...worded(DELETION, effects, tense),
    ...worded(ACCESS, effects, tense),
    ...seatSentences(seats),
    ...worded(DETAILS, effects, tense),
  ]
  for (const [effect, tone, one, many] of WITHOUT_EFFECT[kind]?.[tense] ?? OF_ROWS[tense]) {
    const n = effects[effect] ?? 0
    if (n > 0) told.push({ effect, tone, text: count(n, one, many) })
  }
  return told
}

type Numbered = [effect: keyof Effects, tone: Sentence['tone'], one: string, many: string]

const OF_ROWS: Record<Tense, Numbered[]> = {
  will: [
    ['nothing_to_do', 'quiet', 'row needs nothing: already in place', 'rows need nothing: already in place'],
    ['refused', 'refused', 'row is refused and changes nothing', 'rows are refused and change nothing'],
  ],
  was: [
    ['nothing_to_do', 'quiet', 'row needed nothing: already in place', 'rows needed nothing: already in place'],
    ['refused', 'refused', 'row was refused and changed nothing', 'rows were refused and changed nothing'],
  ],
}

/** A reversal and a replay read no rows: they count what the batch did, one by one. */
const WITHOUT_EFFECT: Record<string, Record<Tense, Numbered[]>> = {
  reversal: {
    will: [
      ['kept', 'kept', 'change stays: somebody has changed the same since', 'changes stay: somebody has changed the same since'],
      ['nothing_to_do', 'quiet', 'change needs nothing: it is as before already', 'changes need nothing: they are as before already'],
      ['refused', 'refused', 'change cannot be put back', 'changes cannot be put back'],
    ],
    was: [
      ['kept', 'kept', 'change stayed: somebody had changed the same since', 'changes stayed: somebody had changed the same since'],
      ['nothing_to_do', 'quiet', 'change needed nothing: it was as before already', 'changes needed nothing: they were as before already'],
      ['refused', 'refused', 'change could not be put back', 'changes could not be put back'],
    ],
  },
  replay: {
    will: [
      ['nothing_to_do', 'quiet', 'change needs nothing: it is in place already', 'changes need nothing: they are in place already'],
      ['refused', 'refused', 'change cannot be made again', 'changes cannot be made again'],
    ],
    was: [
      ['nothing_to_do', 'quiet', 'change needed nothing: it was in place already', 'changes needed nothing: they were in place already'],
      ['refused', 'refused', 'change could not be made again', 'changes could not be made again'],
    ],
  },
}

/** Whether anything would be recorded at all. */
export function changesAnything(effects: Partial<Effects>): boolean {
  return [...DELETION, ...ACCESS, ...DETAILS].some(([effect]) => (effects[effect] ?? 0) > 0)
}

/** How many of an import's accounts go for good, lose or gain access; says which consequences a person must hear of. */
export function accessChanges(effects: Partial<Effects>): { destroy: number; end: number; open: number } {
  return {
    destroy: effects.delete ?? 0,
    end: (effects.deactivate ?? 0) + (effects.disable ?? 0),
    open: (effects.enable ?? 0) + (effects.reactivate ?? 0) + (effects.create ?? 0),
  }
}

function worded(wordings: [keyof Effects, Wording][], effects: Partial<Effects>, tense: Tense): Sentence[] {
  const told: Sentence[] = []
  for (const [effect, [tone, one, many, will, wasOne, wasMany]] of wordings) {
    const n = effects[effect] ?? 0
    if (n === 0) continue
    const verb = tense === 'will' ? will : n === 1 ? wasOne : wasMany
    told.push({ effect, tone, text: `${count(n, one, many)} ${verb}` })
  }
  return told
}

/** Worded like the groups, the same before and after. */
function seatSentences(seats: SeatChange[]): Sentence[] {
  const told: Sentence[] = []
  const add = (n: number, what: string): void => {
    if (n > 0) told.push({ effect: 'seats', tone: 'changes', text: `${count(n, 'seat', 'seats')} ${what}` })
  }
  add(total(seats, (seat) => seat.before - seat.after), 'freed')
  add(total(seats, (seat) => seat.after - seat.before), 'taken')
  return told
}

/** Sums the institutions that move in one direction; those that move in the other are told on their own. */
function total(seats: SeatChange[], difference: (seat: SeatChange) => number): number {
  return seats.reduce((sum, seat) => sum + Math.max(0, difference(seat)), 0)
}
