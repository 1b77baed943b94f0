import { asProblem, type Problem } from '../api/problem'

/** What a view asks the server for once, and again after a change; what was there stays in sight meanwhile. */
export class Loaded<T> {
  value: T | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)
  loading = $state(false)

  constructor(private readonly ask: () => Promise<T>) {
    void this.load()
  }

  load = async (): Promise<void> => {
    this.loading = true
    this.problem = null
    try {
      this.value = await this.ask()
    } catch (thrown) {
      this.problem = asProblem(thrown)
    }
    this.loading = false
  }
}
