/** A slider that is dragged passes many moments; only where it rests is asked for. */
const REST_MS = 120

/** Where a person wants to look: only the latest wish counts, and none once the view was left. */
export class Seeker {
  #wishes = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Goes somewhere once the slider rests. */
  rest(go: () => void): void {
    this.stop()
    this.#timer = setTimeout(go, REST_MS)
  }

  /** Hands on what was asked for, or that it failed, unless something else is wanted by then. */
  async find<T>(asked: Promise<T>, found: (answer: T) => void, failed: () => void): Promise<void> {
    this.stop()
    const wish = this.#wishes
    try {
      const answer = await asked
      if (wish === this.#wishes) found(answer)
    } catch {
      if (wish === this.#wishes) failed()
    }
  }

  stop(): void {
    this.#wishes += 1
    clearTimeout(this.#timer)
  }
}
