import { listEvents } from '../api/events'
import { asProblem, type Problem } from '../api/problem'
import type { Event } from '../api/types'

/** Events asked for at once. */
const PAGE = 500

/** A row of a file with all that came of it; or one account of a batch that read no file. */
export interface BatchRow {
  key: number
  file: string | null
  /** Null for whom a file ends by leaving them out. */
  row: number | null
  account: string | null
  name: string | null
  events: Event[]
}

/** The rows of one batch, page by page in their order: of everything, or of one type of event. */
export class BatchRows {
  rows: BatchRow[] = $state.raw([])
  type: string | null = $state(null)
  loading = $state(false)
  /** Whether there are more than those that are loaded. */
  more = $state(true)
  problem: Problem | null = $state.raw(null)

  #next: string | null = null
  #asking: AbortController | null = null

  constructor(private readonly batch: string) {}

  show(type: string | null): void {
    this.#asking?.abort()
    this.type = type
    this.rows = []
    this.more = true
    this.loading = false
    this.#next = null
    void this.load()
  }

  async load(): Promise<void> {
    if (this.loading || !this.more) return
    const asking = (this.#asking = new AbortController())
    this.loading = true
    this.problem = null
    try {
      const types = this.type === null ? [] : [this.type]
      const range = { batch: this.batch, types, order: 'asc', limit: PAGE, cursor: this.#next } as const
      const page = await listEvents(range, asking.signal)
      this.rows = joined(this.rows, page.events)
      this.#next = page.next ?? null
      this.more = this.#next !== null
    } catch (thrown) {
      if (asking.signal.aborted) return
      this.problem = asProblem(thrown)
    }
    this.loading = false
  }
}

/** Events of one row stand side by side; a page may end between them. */
export function joined(rows: BatchRow[], events: Event[]): BatchRow[] {
  const all = [...rows]
  for (const event of events) {
    // The batch's own record says what the page's head says.
    if (event.type === 'BatchRecorded') continue
    const last = all.at(-1)
    if (last && isOfRow(last, event)) all[all.length - 1] = { ...last, events: [...last.events, event] }
    else all.push(rowOf(event))
  }
  return all
}

const rowOf = (event: Event): BatchRow => ({
  key: event.position,
  file: event.source?.file ?? null,
  row: event.source?.row ?? null,
  account: event.account_id ?? null,
  name: event.account_name ?? null,
  events: [event],
})

const isOfRow = (row: BatchRow, event: Event): boolean =>
  row.account !== null &&
  row.account === event.account_id &&
  row.file === (event.source?.file ?? null) &&
  row.row === (event.source?.row ?? null)
