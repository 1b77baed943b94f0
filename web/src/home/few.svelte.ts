/** The most rows of one subject that the start page shows unasked. */
const FEW = 5

/** The first of many, until somebody asks for all. */
class Few<T> {
  #all = $state(false)
  readonly shown: T[] = $derived.by(() => (this.#all ? this.rows() : this.rows().slice(0, FEW)))
  readonly hidden: number = $derived.by(() => this.rows().length - this.shown.length)

  constructor(private readonly rows: () => T[]) {}

  showAll = (): void => {
    this.#all = true
  }
}

export const shorten = <T>(rows: () => T[]): Few<T> => new Few(rows)
