import { readAccount, readDetails, readWhy } from '../api/accounts'
import { asProblem, type Problem } from '../api/problem'
import type { Account, AccountDetails, Why } from '../api/types'
import { hidden } from '../accounts/hidden.svelte'
import { accountList } from '../accounts/list.svelte'
import { session } from '../session/session.svelte'
import { Timeline } from './timeline.svelte'

/** One account, now or as of a position, and what is told of it besides. */
export class CurrentAccount {
  account: Account | null = $state.raw(null)
  /** Groups, classes and reports, as they are now. */
  details: AccountDetails | null = $state.raw(null)
  why: Why | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)
  detailsFailed = $state(false)
  whyFailed = $state(false)
  readonly timeline: Timeline

  #asOf: number | null = null
  #request: AbortController | null = null

  constructor(private readonly id: string) {
    this.timeline = new Timeline(id)
    // A viewer reads nothing of what happened.
    if (!session.isViewer) void this.timeline.load()
  }

  /** `asOf` is a position; null is now. What is shown stays until the answer is there. */
  async load(asOf: number | null): Promise<void> {
    this.#request?.abort()
    const { signal } = (this.#request = new AbortController())
    this.#asOf = asOf
    this.problem = null
    if (!session.isViewer) {
      void this.#loadWhy(asOf, signal)
      if (asOf === null) void this.#loadDetails(signal)
    }
    try {
      this.account = await readAccount(this.id, asOf, hidden.revealed, signal)
    } catch (thrown) {
      if (!signal.aborted) this.problem = asProblem(thrown)
    }
  }

  /** Shows the account as a command left it, and reads again what else the command has changed. */
  put(account: Account): void {
    this.account = account
    accountList.put(account)
    void this.load(this.#asOf)
    void this.timeline.refresh()
  }

  async #loadWhy(asOf: number | null, signal: AbortSignal): Promise<void> {
    this.whyFailed = false
    try {
      const why = await readWhy(this.id, asOf, signal)
      if (!signal.aborted) this.why = why
    } catch {
      if (signal.aborted) return
      // What is at hand explains another moment.
      this.why = null
      this.whyFailed = true
    }
  }

  async #loadDetails(signal: AbortSignal): Promise<void> {
    this.detailsFailed = false
    try {
      this.details = await readDetails(this.id, signal)
    } catch {
      if (signal.aborted) return
      this.details = null
      this.detailsFailed = true
    }
  }
}
