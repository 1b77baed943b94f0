import { Problem, asProblem } from '../api/problem'
import { applyPlan, followProgress, readPlan } from '../api/imports'
import { newKey } from '../api/request'
import { forgetWhatWasRead } from '../stale'
import type { Applied, Difference, Plan, Progress } from '../api/types'

let remembered: Plan | null = null

/** Keeps the plan that an upload answered with, so that its view need not ask for it again. */
export function rememberPlan(plan: Plan): void {
  remembered = plan
}

/** A plan that was applied before names its batch. */
const isApplied = (plan: Plan): plan is Applied => 'batch_id' in plan

/** One import from its plan to its batch. A reload finds it again by the plan's id. */
export class CurrentImport {
  plan: Plan | null = $state.raw(null)
  applied: Applied | null = $state.raw(null)
  /** It was applied by somebody else, or long ago: nothing of it was done just now. */
  appliedBefore = $state(false)
  /** Set where the ledger moved and the plan was made again: what differs from the plan that was shown. */
  differences: Difference[] | null = $state.raw(null)
  applying = $state(false)
  progress: Progress | null = $state.raw(null)
  loadProblem: Problem | null = $state.raw(null)
  applyProblem: Problem | null = $state.raw(null)

  #stopFollowing = (): void => {}
  /** It was being applied when it was read. */
  #watched = false
  /** One intent, one key: a second try after a lost answer must not apply twice. */
  #key = newKey()

  constructor(private readonly id: string) {}

  async load(): Promise<void> {
    this.loadProblem = null
    const known = remembered?.plan_id === this.id ? remembered : null
    remembered = null
    try {
      const found = known ?? (await this.#read())
      if (isApplied(found)) {
        this.applied = found
        this.appliedBefore = !this.#watched
      }
      this.plan = found
    } catch (thrown) {
      this.loadProblem = asProblem(thrown)
    }
  }

  /** Reads the plan; where it is just being applied, shows how far that is and reads it once that has ended. */
  async #read(): Promise<Plan | Applied> {
    const found = await readPlan(this.id)
    if (isApplied(found)) return found
    this.#watched = await this.#untilIdle()
    return this.#watched ? readPlan(this.id) : found
  }

  /** Waits while the plan is worked on; answers whether it was. */
  #untilIdle(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#stopFollowing()
        resolve(this.applying)
        this.applying = false
      }
      this.#stopFollowing = followProgress(
        this.id,
        (progress) => {
          if (progress.phase === 'done' || progress.phase === 'planned') return end()
          this.applying = true
          this.progress = progress
        },
        end,
      )
    })
  }

  async apply(reason: string, override: string | null): Promise<void> {
    if (!this.plan) return
    this.applying = true
    this.applyProblem = null
    this.progress = null
    try {
      // A page that stayed open may not know what others did meanwhile.
      const now = await readPlan(this.id)
      if (isApplied(now)) return this.#isAppliedBefore(now)
      this.#stopFollowing = followProgress(this.id, (progress) => (this.progress = progress))
      this.applied = await applyPlan(this.plan.plan_id, { reason: reason || null, override_guards: override }, this.#key)
      this.differences = null
      forgetWhatWasRead()
    } catch (thrown) {
      await this.#refuse(asProblem(thrown))
    } finally {
      this.leave()
      this.applying = false
    }
  }

  #isAppliedBefore(found: Applied): void {
    this.applied = found
    this.appliedBefore = true
    this.differences = null
    forgetWhatWasRead()
  }

  /** The view was left: nobody looks at the progress any more. */
  leave(): void {
    this.#stopFollowing()
  }

  async #refuse(problem: Problem): Promise<void> {
    if (problem.unsure) return this.#find(problem)
    // A new answer of the server's needs a new decision of the person's, and that is a new intent.
    this.#key = newKey()
    const { plan, differences } = problem.body
    if (plan) this.plan = plan
    if (problem.code === 'plan-changed') this.differences = differences ?? []
    else this.applyProblem = problem
  }

  /** The answer was lost: the plan itself tells whether it was applied. */
  async #find(problem: Problem): Promise<void> {
    this.leave()
    const found = await this.#read().catch(() => null)
    if (found && isApplied(found)) {
      this.applied = found
      forgetWhatWasRead()
      return
    }
    // Where it waits still, nothing was recorded.
    this.applyProblem = found ? new Problem(problem.status, problem.body) : problem
  }
}
