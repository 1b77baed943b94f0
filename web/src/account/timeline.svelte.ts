import { readHistory } from '../api/accounts'
import { asProblem } from '../api/problem'
import type { Event } from '../api/types'
import { Pages } from '../parts/pages.svelte'

const PAGE = 100

/** The events of one account, the newest first, page by page. */
export class Timeline extends Pages<Event> {
  constructor(private readonly id: string) {
    super(async (cursor, signal) => {
      const { events, next, count } = await readHistory(id, { limit: PAGE, cursor }, signal)
      return { items: events, next: next ?? null, count: count ?? null }
    })
  }

  get events(): Event[] {
    return this.items
  }

  /** How many of the oldest are not loaded yet. */
  get earlier(): number {
    return this.next === null ? 0 : Math.max(0, this.count - this.items.length)
  }

  /** Loads on until an event is there, counted from the oldest one; answers whether it is. */
  async reach(nth: number): Promise<boolean> {
    while (nth < this.earlier) {
      await this.more()
      if (this.problem !== null) return false
    }
    return true
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
}
