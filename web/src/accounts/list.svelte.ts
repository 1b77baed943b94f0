import { findAccounts } from '../api/accounts'
import { asProblem, type Problem } from '../api/problem'
import type { Account, AccountQuery } from '../api/types'
import { hrefOf, type RouteOf } from '../router'
import { hidden } from './hidden.svelte'
import { queryOf } from './query'

const PAGE = 100
const LARGEST_PAGE = 1000
const TYPING_PAUSE_MS = 150
/** A list that was left for longer is read anew when it is opened again. */
const FRESH_MS = 60_000

/** How many accounts "all that fit" loads at most: what is chosen by hand should be small enough to be looked through. */
export const MOST_SELECTED = 10_000

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
  /** The row that the arrow keys are at. */
  current = $state(0)
  /** What was asked for the list that is shown. */
  shown: AccountQuery | null = $state.raw(null)
  /** Counts the lists that began anew, so that the view shows each from its top. */
  beginnings = $state(0)

  #route: RouteOf<'accounts'> = { view: 'accounts', status: 'active', institution: null }
  #loadedAt = 0
  /** Where the page that was asked for last begins; null for the first one. */
  #cursor: string | null = null
  #request: AbortController | null = null
  /** Settles when what was asked for last is there, has failed, or is not wanted any more. */
  #loaded: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** The address of the list as it was last seen. */
  get href(): string {
    return hrefOf(this.#route)
  }

  /** Shows what the filters ask for: as it was left, if it was left just now. Who does not return to it searches for nobody yet. */
  show(route: RouteOf<'accounts'>, isReturn = true): void {
    this.#route = route
    if (!isReturn) this.search = ''
    const wanted = this.#wanted()
    const isFresh = JSON.stringify(wanted) === JSON.stringify(this.shown) && !this.problem && Date.now() - this.#loadedAt < FRESH_MS
    if (isFresh) this.#drop()
    else void this.#load(null)
  }

  /** Asks once the person pauses; an answer to an earlier text is never shown. */
  type(search: string): void {
    this.search = search
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load(null), TYPING_PAUSE_MS)
  }

  /** Waits for no pause; done when the list is of what is typed. */
  settle(): Promise<void> {
    if (this.#timer !== undefined) void this.#load(null)
    return this.#loaded
  }

  async more(): Promise<void> {
    // A page of the list that is shown does not fit the text that is being typed.
    if (this.next !== null && !this.loading && this.#timer === undefined) await this.#load(this.next)
  }

  /** Loads on until all that fit are there, or as many as may be selected. */
  async rest(): Promise<void> {
    await this.settle()
    while (this.next !== null && !this.loading && !this.problem && this.#timer === undefined && this.accounts.length < MOST_SELECTED) {
      await this.#load(this.next, Math.min(LARGEST_PAGE, MOST_SELECTED - this.accounts.length))
    }
  }

  /** Asks once more for what has failed. */
  again(): Promise<void> {
    return this.#load(this.#cursor)
  }

  /** Has the list read anew when it is opened next: somebody else than the person has changed accounts in it. */
  forget(): void {
    this.#loadedAt = 0
  }

  /** Shows an account as a command left it, in its old place, so that nothing jumps away under the person's hand. */
  put(account: Account): void {
    this.accounts = this.accounts.map((known) => (known.account_id === account.account_id ? account : known))
  }

  #load(cursor: string | null, limit = PAGE): Promise<void> {
    this.#drop()
    this.#cursor = cursor
    return (this.#loaded = this.#ask(cursor, limit, (this.#request = new AbortController())))
  }

  /** Whatever is under way is not wanted any more. */
  #drop(): void {
    this.#request?.abort()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.loading = false
  }

  /** The old rows stay until the new ones are there. */
  async #ask(cursor: string | null, limit: number, { signal }: AbortController): Promise<void> {
    const wanted = this.#wanted()
    this.loading = true
    this.problem = null
    try {
      const page = await findAccounts(this.#query(cursor, limit), signal)
      if (signal.aborted) return
      this.accounts = cursor ? [...this.accounts, ...page.accounts] : page.accounts
      this.next = page.next ?? null
      if (!cursor) this.#begin(wanted)
    } catch (thrown) {
      if (signal.aborted) return
      // Rows of another search would pass for those that were asked for.
      if (!cursor) [this.accounts, this.next] = [[], null]
      this.problem = asProblem(thrown)
    }
    this.loading = false
  }

  #begin(wanted: AccountQuery): void {
    this.shown = wanted
    this.#loadedAt = Date.now()
    this.current = 0
    this.beginnings += 1
  }

  #wanted(): AccountQuery {
    return this.#query(null, PAGE)
  }

  #query(cursor: string | null, limit: number): AccountQuery {
    return queryOf(this.#route, { search: this.search, cursor, limit, reveal: hidden.revealed, today: new Date() })
  }
}

export const accountList = new AccountList()
