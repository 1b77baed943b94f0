import { searchEvents } from '../api/events'
import { asProblem, type Problem } from '../api/problem'
import type { EventPage, EventQuery } from '../api/types'
import { hrefOf } from '../router'
import { strings } from '../strings'
import { anonymousPart, asked, faultOf, isKey, KEYS, termsOf, type QueryFault, type Term } from './query'
import { isType } from './types'

export type Order = 'desc' | 'asc'

const PAGE = 50
/** Counting reads the whole log; for longer than this nobody waits for a number. */
const COUNT_LIMIT_MS = 4_000

/**
 * The search of the log as it was last seen. Its text may name people, so it stands here and not in the URL: it
 * survives a look at one event, not a reload.
 */
class Audit {
  /** What is searched for. */
  text = $state('')
  /** What stands in the field; `text` once it is sent. */
  draft = $state('')
  order: Order = $state('desc')
  page: EventPage | null = $state.raw(null)
  /** How many there are on all pages; null while that is not known. */
  count: number | null = $state(null)
  counting = $state(false)
  loading = $state(false)
  problem: Problem | null = $state.raw(null)
  fault: QueryFault | null = $state.raw(null)

  #cursor: string | null = null
  /** The newest event when the search was made: what came later is not what is shown. */
  #newest: number | null = null
  #request: AbortController | null = null
  #count: AbortController | null = null

  readonly terms: Term[] = $derived(termsOf(this.text))
  /** What of the search names nobody, as the address has it. */
  readonly anonymous: string = $derived(anonymousPart(this.text, isType))

  get href(): string {
    return hrefOf({ view: 'audit', query: this.anonymous })
  }

  /**
   * Shows what an address asks for, with what was searched besides if it is the address that the console has left. What
   * was found then stays in sight until it is known what there is now.
   */
  open(query: string): void {
    if (query === this.anonymous && this.page !== null) void this.again()
    else void this.search(query === this.anonymous ? this.text : query)
  }

  /** Goes on with another address; one that only says what is searched for already changes nothing. */
  follow(query: string): void {
    if (query !== this.anonymous) void this.search(query)
  }

  search(text: string): Promise<void> {
    this.text = text.trim()
    this.draft = this.text
    return this.#load(null)
  }

  sort(order: Order): Promise<void> {
    this.order = order
    return this.#load(null)
  }

  turn(cursor: string): Promise<void> {
    return this.#load(cursor)
  }

  again(): Promise<void> {
    return this.#load(this.#cursor)
  }

  /** The same search without pages, for a file of what is shown; null while there is nothing to save. */
  get whole(): EventQuery | null {
    const query = this.#ask()
    if (query === null || this.page === null) return null
    return { ...query, order: this.order, ...(query.until === undefined && this.#newest !== null ? { until: String(this.#newest) } : {}) }
  }

  async #load(cursor: string | null): Promise<void> {
    this.#request?.abort()
    const { signal } = (this.#request = new AbortController())
    this.#cursor = cursor
    this.problem = null
    this.fault = null
    if (cursor === null) this.#uncount()
    const query = this.#ask()
    if (query === null) {
      this.page = null
      this.loading = false
      return
    }
    this.loading = true
    try {
      const page = await searchEvents({ ...query, order: this.order, limit: PAGE, ...(cursor ? { cursor } : {}) }, signal)
      const newest = cursor === null ? await this.#newestOf(page, signal) : this.#newest
      if (signal.aborted) return
      this.#newest = newest
      this.page = page
      if (cursor === null) void this.#tally(query, page)
    } catch (thrown) {
      if (signal.aborted) return
      // Another page of the same search takes nothing away of the one that is there.
      if (cursor === null) this.page = null
      this.#explain(asProblem(thrown))
    }
    this.loading = false
  }

  /** What is sent; null where the text cannot be, which is then explained. */
  #ask(): EventQuery | null {
    const unknown = this.terms.find(({ key }) => key !== null && !isKey(key))
    if (unknown) return this.#refuse(unknown, strings.audit.unknownKey(unknown.key ?? '', KEYS))
    const ask = asked(this.text, new Date())
    return 'fault' in ask ? this.#refuse(ask.term, strings.audit.timeFaults[ask.fault]) : ask
  }

  #refuse({ start, end }: Term, message: string): null {
    this.fault = { start, end, message }
    return null
  }

  #explain(problem: Problem): void {
    if (problem.code === 'query-malformed') this.fault = faultOf(this.text, problem.message)
    const account = this.terms.find(({ key }) => key === 'account')
    if (problem.code === 'unknown-account' && account) this.#refuse(account, strings.audit.unknownAccount)
    // A position that the log has not reached, or a clock that goes before the server's.
    const time = this.terms.find(({ key }) => key === 'since' || key === 'until')
    if (problem.code === 'in-the-future' && time) this.#refuse(time, problem.message)
    if (this.fault === null) this.problem = problem
  }

  async #newestOf(page: EventPage, signal: AbortSignal): Promise<number | null> {
    const first = page.events[0]
    if (this.order === 'desc') return first?.position ?? null
    if (!page.next) return page.events.at(-1)?.position ?? null
    const newest = await searchEvents({ order: 'desc', limit: 1 }, signal)
    return newest.events[0]?.position ?? null
  }

  #uncount(): void {
    this.#count?.abort()
    this.count = null
    this.counting = false
  }

  /** A whole list is counted already; a longer one is counted by the server, while the person reads and turns pages. */
  async #tally(query: EventQuery, page: EventPage): Promise<void> {
    if (!page.next) {
      this.count = page.events.length
      return
    }
    const { signal } = (this.#count = new AbortController())
    this.counting = true
    const limit = AbortSignal.any([signal, AbortSignal.timeout(COUNT_LIMIT_MS)])
    const until = query.until ?? (this.#newest === null ? undefined : String(this.#newest))
    const counted = await searchEvents({ ...query, ...(until ? { until } : {}), limit: 1, count: true }, limit).catch(() => null)
    if (signal.aborted) return
    this.count = counted?.count ?? null
    this.counting = false
  }
}

export const audit = new Audit()
