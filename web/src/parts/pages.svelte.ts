import { asProblem, type Problem } from '../api/problem'

export interface Page<T> {
  items: T[]
  next: string | null
  /** How many there are on all pages; only some lists say so, and only with the first page. */
  count?: number | null
}

type Ask<T> = (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>

/**
 * A list that the server gives page by page. A page that fails takes nothing away of what is there: the view says so
 * below the list, and the same page can be asked for again.
 */
export class Pages<T> {
  items: T[] = $state.raw([])
  next: string | null = $state(null)
  count = $state(0)
  loading = $state(true)
  problem: Problem | null = $state.raw(null)

  #request: AbortController | null = null
  #loaded: Promise<void> = Promise.resolve()
  /** Asks once more for what has failed. */
  #repeat: () => Promise<void> = () => this.load()

  constructor(private readonly ask: Ask<T>) {}

  /** Another list: what is there stays until the answer comes, and is not shown as its own if it fails. */
  load = (): Promise<void> => this.#load(null, false)

  /** The same list, after something in it has changed. */
  refresh = (): Promise<void> => this.#load(null, true)

  /** Done when the page is there or has failed, whoever has asked for it. */
  more = (): Promise<void> => (this.next === null || this.loading ? this.#loaded : this.#load(this.next, true))

  again = (): Promise<void> => this.#repeat()

  /** Drops the list and what is under way; an answer that comes later is not listened to. */
  clear(): void {
    this.#request?.abort()
    this.items = []
    this.next = null
    this.loading = false
    this.problem = null
  }

  #load(cursor: string | null, isSame: boolean): Promise<void> {
    this.#request?.abort()
    this.#request = new AbortController()
    this.#repeat = () => this.#load(cursor, isSame)
    return (this.#loaded = this.#answered(cursor, isSame, this.#request.signal))
  }

  async #answered(cursor: string | null, isSame: boolean, signal: AbortSignal): Promise<void> {
    this.loading = true
    this.problem = null
    try {
      const { items, next, count } = await this.ask(cursor, signal)
      if (signal.aborted) return
      this.items = cursor === null ? items : [...this.items, ...items]
      this.next = next
      if (count != null) this.count = count
    } catch (thrown) {
      if (signal.aborted) return
      if (!isSame) [this.items, this.next] = [[], null]
      this.problem = asProblem(thrown)
    }
    this.loading = false
  }
}
