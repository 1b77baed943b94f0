import { findAccounts } from '../api/accounts'
import type { AccountQuery, Status } from '../api/types'
import { queryOfOthers } from './query'

/** How many are counted; of more it is only said that there are more. */
export const MOST_COUNTED = 100

/** How many accounts fit a search in each of some statuses. */
export interface Others {
  counts: Partial<Record<Status, number>>
  /** Not all of them were counted. */
  more: boolean
}

/** Those that a list leaves out because of their status: whoever is looked for may be locked out, and so among them. */
class OtherStatuses {
  /** Null where nobody fits, or nobody was asked for. */
  found: Others | null = $state.raw(null)

  #request: AbortController | null = null

  /** Counts those beside what is shown; a failure says nothing, because the list itself stands. */
  async count(shown: AccountQuery, hidesDeactivated: boolean): Promise<void> {
    this.forget()
    const query = queryOfOthers(shown, hidesDeactivated)
    if (!query) return
    const { signal } = (this.#request = new AbortController())
    try {
      const { accounts, next } = await findAccounts({ ...query, limit: MOST_COUNTED }, signal)
      if (signal.aborted || accounts.length === 0) return
      const counts: Others['counts'] = {}
      for (const { status } of accounts) counts[status] = (counts[status] ?? 0) + 1
      this.found = { counts, more: next != null }
    } catch {
      // The next search asks anew.
    }
  }

  forget(): void {
    this.#request?.abort()
    this.found = null
  }
}

export const otherStatuses = new OtherStatuses()
