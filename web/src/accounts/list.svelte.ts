import { findAccounts } from '../api/accounts'
import { asProblem, type Problem } from '../api/problem'
import type { Account, AccountQuery } from '../api/types'
import { hrefOf, type StatusFilter } from '../router'

const PAGE = 50
const TYPING_PAUSE_MS = 200

/**
 * The account list as it was last seen. The search stands here and not in the URL, because it names people; it
 * survives a look at one account, not a reload.
 */
class AccountList {
  search = $state('')
  accounts: Account[] = $state.raw([])
  next: string | null = $state(null)
  loading = $state(true)
  problem: Problem | null = $state.raw(null)

  #status: StatusFilter = 'active'
  #institution: number | null = null
  #request: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** The address of the list as it was last seen. */
  get href(): string {
    return hrefOf({ view: 'accounts', status: this.#status, institution: this.#institution })
  }

  show(status: StatusFilter, institution: number | null): void {
    this.#status = status
    this.#institution = institution
    void this.#load(null)
  }

  /** Asks once the person pauses; an answer to an earlier text is never shown. */
  type(search: string): void {
    this.search = search
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load(null), TYPING_PAUSE_MS)
  }

  more(): Promise<void> {
    return this.#load(this.next)
  }

  again(): Promise<void> {
    return this.#load(null)
  }

  /** Shows an account as a command left it, in its old place, so that nothing jumps away under the person's hand. */
  put(account: Account): void {
    this.accounts = this.accounts.map((known) => (known.account_id === account.account_id ? account : known))
  }

  async #load(cursor: string | null): Promise<void> {
    this.#request?.abort()
    const request = (this.#request = new AbortController())
    this.loading = true
    this.problem = null
    try {
      const page = await findAccounts(this.#query(cursor), request.signal)
      this.accounts = cursor ? [...this.accounts, ...page.accounts] : page.accounts
      this.next = page.next ?? null
    } catch (thrown) {
      if (request.signal.aborted) return
      this.problem = asProblem(thrown)
    }
    if (this.#request === request) this.loading = false
  }

  #query(cursor: string | null): AccountQuery {
    const search = this.search.trim()
    return {
      limit: PAGE,
      status: this.#status === 'all' ? ['active', 'disabled', 'deactivated'] : [this.#status],
      ...(search ? { search } : {}),
      ...(this.#institution === null ? {} : { institution: this.#institution }),
      ...(cursor ? { cursor } : {}),
    }
  }
}

export const accountList = new AccountList()
