import { asProblem, type Problem } from '../api/problem'

/** What a view asks the server for once, and again after a change; what was there stays in sight meanwhile. */
export class Loaded<T> {
  value: T | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)
  loading = $state(false)

  #asked = 0

  constructor(private readonly ask: () => Promise<T>) {
    void this.load()
  }

  /** Only the latest question is answered: the answer to an older one may come after it. */
  load = async (): Promise<void> => {
    const asked = ++this.#asked
    this.loading = true
    this.problem = null
    try {
      const value = await this.ask()
      if (asked === this.#asked) this.value = value
    } catch (thrown) {
      if (asked === this.#asked) this.problem = asProblem(thrown)
    }
    if (asked === this.#asked) this.loading = false
  }
}
