import { readHistory } from '../api/accounts'
import { asProblem, type Problem } from '../api/problem'
import type { Event } from '../api/types'

const PAGE = 100

/** The events of one account, the newest first, page by page. */
export class Timeline {
  events: Event[] = $state.raw([])
  next: string | null = $state(null)
  /** On all pages. */
  count = $state(0)
  loading = $state(true)
  problem: Problem | null = $state.raw(null)

  #request: AbortController | null = null

  constructor(private readonly id: string) {}

  load(): Promise<void> {
    return this.#load(null)
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.loading) await this.#load(this.next)
  }

  /** The position of the last event up to a time; null where the account did not exist yet. */
  async positionAt(time: string): Promise<number | null> {
    try {
      const { events } = await readHistory(this.id, { limit: 1, asOf: time })
      return events[0]?.position ?? null
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status === 404) return null
      throw problem
    }
  }

  async #load(cursor: string | null): Promise<void> {
    this.#request?.abort()
    const request = (this.#request = new AbortController())
    this.loading = true
    this.problem = null
    try {
      const page = await readHistory(this.id, { limit: PAGE, cursor }, request.signal)
      this.events = cursor ? [...this.events, ...page.events] : page.events
      this.next = page.next ?? null
      if (page.count != null) this.count = page.count
    } catch (thrown) {
      if (request.signal.aborted) return
      this.problem = asProblem(thrown)
    }
    if (this.#request === request) this.loading = false
  }
}
