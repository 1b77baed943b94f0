import { applyReversal, planReversal, readBatch, type Direction } from '../api/batches'
import { asProblem, type Problem } from '../api/problem'
import { newKey } from '../api/request'
import { forgetWhatWasRead } from '../stale'
import type { Batch, Reversal } from '../api/types'
import { changedOutcomes, subjectsOf, type ChangedOutcome, type Subject } from './outcomes'

/** One batch being taken back, or given again: from its plan to the batch that comes of it. */
export class Compensation {
  batch: Batch | null = $state.raw(null)
  plan: Reversal | null = $state.raw(null)
  /** Set where the ledger moved and the plan was made again: what differs from the plan that was shown. */
  differences: ChangedOutcome[] | null = $state.raw(null)
  /** Accounts that are put back although somebody has changed them since. */
  forced: ReadonlySet<string> = $state.raw(new Set())
  /** Whom a plan would keep, also while they are forced: whoever chose one must be able to think again. */
  kept: Subject[] = $state.raw([])
  /** The plan is made again; the one before stays in sight. */
  again = $state(false)
  applying = $state(false)
  applied: Reversal | null = $state.raw(null)
  /** The batch that came of it, where it was applied before: its batch tells who was kept as well. */
  result: Batch | null = $state.raw(null)
  loadProblem: Problem | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)

  /** One intent, one key: a second try after a lost answer must not apply twice. */
  #key = newKey()
  #planning: AbortController | null = null

  constructor(
    readonly direction: Direction,
    readonly id: string,
    /** Hears of the batch that came of it. */
    private readonly onRecorded: (batch: string) => void,
  ) {}

  /** Shows what came of it before, or else what it would do now. */
  async open(result: string | null): Promise<void> {
    if (result !== null && result === (this.applied ?? this.result)?.batch_id) return
    this.applied = null
    this.result = null
    this.plan = null
    this.differences = null
    this.forced = new Set()
    this.kept = []
    this.loadProblem = null
    try {
      const [batch, found, plan] = await Promise.all([
        readBatch(this.id),
        result === null ? null : this.#resultIn(result),
        result === null ? this.#plan([]) : null,
      ])
      this.batch = batch
      if (found) this.result = found
      else this.#show(plan ?? (await this.#plan([])))
    } catch (thrown) {
      this.loadProblem = asProblem(thrown)
    }
  }

  /** An address that is made up may name any batch. */
  async #resultIn(id: string): Promise<Batch | null> {
    const found = await readBatch(id)
    return found.of_batch === this.id && found.kind === this.direction ? found : null
  }

  /** Puts an account back anyway, or no longer: what else follows from it, only a new plan can tell. */
  async force(account: string, wanted: boolean): Promise<void> {
    const before = this.forced
    const forced = new Set(before)
    if (wanted) forced.add(account)
    else forced.delete(account)
    this.forced = forced
    this.problem = null
    this.differences = null
    this.again = true
    try {
      this.#show(await this.#plan([...forced]))
      this.again = false
    } catch (thrown) {
      // A choice that was made meanwhile has taken over.
      if (this.forced !== forced) return
      this.forced = before
      this.again = false
      this.problem = asProblem(thrown)
    }
  }

  async apply(reason: string, override: string | null): Promise<void> {
    if (!this.plan) return
    this.applying = true
    this.problem = null
    try {
      const request = {
        batch: this.id,
        force: [...this.forced],
        plan_id: this.plan.plan_id,
        reason: reason || null,
        override_guards: override,
      }
      this.applied = await applyReversal(this.direction, request, this.#key)
      this.differences = null
      forgetWhatWasRead()
      if (this.applied.batch_id) this.onRecorded(this.applied.batch_id)
    } catch (thrown) {
      await this.#refuse(asProblem(thrown))
    } finally {
      this.applying = false
    }
  }

  #plan(force: string[]): Promise<Reversal> {
    this.#planning?.abort()
    const planning = (this.#planning = new AbortController())
    return planReversal(this.direction, { batch: this.id, force }, planning.signal)
  }

  #show(plan: Reversal): void {
    const now = subjectsOf(plan, 'kept')
    const isNow = new Set(now.map(({ key }) => key))
    const stillForced = this.kept.filter(({ key }) => this.forced.has(key) && !isNow.has(key))
    const place = new Map(this.kept.map(({ key }, index) => [key, index]))
    const placeOf = ({ key }: Subject): number => place.get(key) ?? Infinity
    // Whoever is chosen stays where they stood.
    this.kept = [...now, ...stillForced].sort((a, b) => placeOf(a) - placeOf(b) || 0)
    this.plan = plan
  }

  async #refuse(problem: Problem): Promise<void> {
    // A new answer of the server's needs a new decision of the person's, and that is a new intent.
    if (!problem.unsure) this.#key = newKey()
    const { reversal } = problem.body
    if (reversal && problem.code === 'plan-changed') return this.#changed({ ...reversal, events: 0 })
    // Nothing is kept any more of somebody who was to be put back anyway.
    const without = problem.status === 400 && this.forced.size > 0 ? await this.#plan([]).catch(() => null) : null
    if (without) {
      this.forced = new Set()
      return this.#changed(without)
    }
    if (reversal) this.#show({ ...reversal, events: 0 })
    this.problem = problem
  }

  #changed(now: Reversal): void {
    this.differences = this.plan ? changedOutcomes(this.plan, now) : []
    this.#show(now)
  }
}
