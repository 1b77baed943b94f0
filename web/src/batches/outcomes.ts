import type { AspectOutcome, Batch, Reversal } from '../api/types'
import { strings } from '../strings'

/** An account, or an institution, a class or the like, with what becomes of its aspects. */
export interface Subject {
  key: string
  account: string | null
  label: string | null
  aspects: AspectOutcome[]
}

/**
 * The outcomes, each with the key of whom it is about. An account has one for all its aspects; what is no account's own
 * may be there several times under one name, or under none, and has one each.
 */
function keyed(outcomes: AspectOutcome[]): [key: string, outcome: AspectOutcome][] {
  const seen = new Map<string, number>()
  return outcomes.map((outcome) => {
    if (outcome.account_id) return [outcome.account_id, outcome]
    const name = `${outcome.aspect} ${outcome.label ?? ''}`
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return [`${name} ${before}`, outcome]
  })
}

/** Those outcomes of a plan or of a batch that are `kept` or `refused`, by whom they are about, in the plan's order. */
export function subjectsOf({ outcomes }: Pick<Reversal | Batch, 'outcomes'>, which: 'kept' | 'refused'): Subject[] {
  const subjects = new Map<string, Subject>()
  for (const [key, outcome] of keyed(outcomes)) {
    if (outcome.outcome !== which) continue
    const known = subjects.get(key)
    if (known) known.aspects.push(outcome)
    else subjects.set(key, { key, account: outcome.account_id ?? null, label: outcome.label ?? null, aspects: [outcome] })
  }
  return [...subjects.values()]
}

/** `group:7b` is told as “Group 7b”; what is no account's own needs no words but its name. */
export function aspectWords(aspect: string): string {
  const colon = aspect.indexOf(':')
  if (colon < 0) return strings.compensation.aspects[aspect] ?? aspect
  const [kind, name] = [aspect.slice(0, colon), aspect.slice(colon + 1)]
  return kind === 'column' ? columnWords(name) : strings.compensation.group(name)
}

export const columnWords = (column: string): string => (strings.account.fields as Record<string, string>)[column] ?? column

/** An aspect of which a plan says something else than the plan before it. */
export interface ChangedOutcome {
  key: string
  label: string | null
  account: string | null
  aspect: string
  before: string
  after: string
}

/** What differs between two plans of the same batch. What neither lists has not come to differ as far as can be told. */
export function changedOutcomes(before: Reversal, after: Reversal): ChangedOutcome[] {
  const [old, now] = [byAspect(before), byAspect(after)]
  const changed: ChangedOutcome[] = []
  for (const [key, outcome] of new Map([...old, ...now])) {
    const [was, is] = [old.get(key)?.outcome ?? unlisted(before), now.get(key)?.outcome ?? unlisted(after)]
    if (was === is) continue
    const { label = null, account_id: account = null, aspect } = outcome
    changed.push({ key, label, account, aspect, before: was, after: is })
  }
  return changed
}

const byAspect = ({ outcomes }: Reversal): Map<string, AspectOutcome> =>
  new Map(keyed(outcomes).map(([key, outcome]) => [`${key} ${outcome.aspect}`, outcome]))

/** What is kept or refused is listed before all else: what an answer leaves out is put back, or done again. */
function unlisted({ outcomes_left_out: leftOut, kind }: Reversal): string {
  if (leftOut === 0) return 'nothing-to-do'
  return kind === 'replay' ? 'replayed' : 'reversed'
}
