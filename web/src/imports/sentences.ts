import type { Effects, SeatChange } from '../api/types'
import { count } from '../strings'
import { ACCESS, DELETION, DETAILS, ofRows, seatWords, WITHOUT_EFFECT, type Wording } from '../strings/effects'

export type Tense = 'will' | 'was'

/** One thing that a plan would do, or a batch did. `tone` says whether it destroys, ends, begins or leaves things alone. */
export interface Sentence {
  effect: keyof Effects | 'seats'
  tone: 'destroys' | 'ends' | 'begins' | 'changes' | 'kept' | 'quiet' | 'refused'
  text: string
}

/**
 * A plan's or a batch's effects as sentences; effects that do not occur are not mentioned. What takes no effect counts
 * rows in a file, and single changes where a batch is taken back or given again. `action` is that of a bulk action.
 */
export function sentences(effects: Partial<Effects>, seats: SeatChange[], tense: Tense, kind = 'import', action?: string | null): Sentence[] {
  const told = [
    ...worded(DELETION, effects, tense),
    ...worded(ACCESS, effects, tense),
    ...seatSentences(seats),
    ...worded(DETAILS, effects, tense),
  ]
  for (const [effect, tone, one, many] of WITHOUT_EFFECT[kind]?.[tense] ?? ofRows(action)[tense]) {
    const n = effects[effect] ?? 0
    if (n > 0) told.push({ effect, tone, text: count(n, one, many) })
  }
  return told
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
  const add = (n: number, what: (n: number) => string): void => {
    if (n > 0) told.push({ effect: 'seats', tone: 'changes', text: what(n) })
  }
  add(total(seats, (seat) => seat.before - seat.after), seatWords.freed)
  add(total(seats, (seat) => seat.after - seat.before), seatWords.taken)
  return told
}

/** Sums the institutions that move in one direction; those that move in the other are told on their own. */
function total(seats: SeatChange[], difference: (seat: SeatChange) => number): number {
  return seats.reduce((sum, seat) => sum + Math.max(0, difference(seat)), 0)
}
