import { tick, untrack } from 'svelte'
import {
  defaultRangeExtractor,
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type Range,
  type VirtualItem,
} from '@tanstack/virtual-core'

type Key = number | string

/**
 * Shows only the rows of a long list that are in sight, whatever their heights: TanStack's virtualizer with its
 * changes made visible to Svelte. `count` is read reactively.
 *
 * The virtualizer knows rows by their place. It goes over the keys of all rows whenever one is measured, and to make
 * those of a hundred thousand rows takes longer than a person waits for the next line.
 */
export class VisibleRows {
  #changes = $state(0)
  #virtualizer: Virtualizer<HTMLElement, HTMLElement>
  #estimate: number
  /** How often rows of each height were measured. */
  #heights = new Map<number, number>()
  /** The rows that are in the page. */
  #rows = new Set<HTMLElement>()
  /** What each row was known by when it was measured. */
  #measured = new Map<number, Key>()

  constructor(
    private readonly count: () => number,
    private readonly scrollElement: () => HTMLElement | null,
    estimate: number,
    /** A row that stays in the page when it is scrolled out of sight, so that what is typed in it is not lost. */
    private readonly pinned: () => number | null = () => null,
    /** What a row is known by when the list changes; by its place, unless the list says better. */
    private readonly keyOf: (index: number) => Key = (index) => index,
  ) {
    this.#estimate = estimate
    this.#virtualizer = new Virtualizer(this.#options(0))
    $effect(() => this.#virtualizer._didMount())
    $effect(() => {
      const count = this.count()
      this.#virtualizer.setOptions(this.#options(count))
      untrack(() => this.#follow(count))
      this.#virtualizer._willUpdate()
      untrack(() => this.#notify())
    })
  }

  get items(): VirtualItem[] {
    void this.#changes
    return this.#virtualizer.getVirtualItems().map((item) => ({ ...item, key: this.keyOf(item.index) }))
  }

  get height(): number {
    void this.#changes
    return this.#virtualizer.getTotalSize()
  }

  scrollToTop(): void {
    this.#virtualizer.scrollToOffset(0)
  }

  /** Brings a row into sight, where it is not. */
  scrollTo(index: number): void {
    this.#virtualizer.scrollToIndex(index)
  }

  /** An attachment for each row: its height is measured, and measured again when it changes. */
  measure = (row: HTMLElement): (() => void) => {
    this.#rows.add(row)
    this.#measure(row)
    return () => this.#rows.delete(row)
  }

  #measure(row: HTMLElement): void {
    const index = Number(row.dataset.index)
    untrack(() => this.#measured.set(index, this.keyOf(index)))
    this.#virtualizer.measureElement(row)
  }

  /** The next row is guessed to be as high as most were: a guess that holds spares all that stand below it a new place. */
  #learn(height: number): number {
    const times = (this.#heights.get(height) ?? 0) + 1
    this.#heights.set(height, times)
    if (height > 0 && times > (this.#heights.get(this.#estimate) ?? 0)) this.#estimate = height
    return height
  }

  /** Rows that have another place in a list that changed take their heights with them, so that nothing in sight jumps. */
  #follow(count: number): void {
    if (![...this.#measured].some(([index, key]) => this.keyOf(index) !== key)) return
    const heights = new Map<Key, number>()
    for (const [index, key] of this.#measured) {
      const height = this.#virtualizer.itemSizeCache.get(index)
      if (height !== undefined) heights.set(key, height)
    }
    this.#measured.clear()
    this.#virtualizer.measure()
    this.#virtualizer.elementsCache.clear()
    for (let index = 0; index < count && heights.size > 0; index++) {
      const key = this.keyOf(index)
      const height = heights.get(key)
      if (height === undefined) continue
      heights.delete(key)
      this.#measured.set(index, key)
      this.#virtualizer.itemSizeCache.set(index, height)
    }
    void tick().then(() => this.#rows.forEach((row) => this.#measure(row)))
  }

  #range(range: Range): number[] {
    const indexes = defaultRangeExtractor(range)
    const pinned = untrack(this.pinned)
    if (pinned === null || pinned >= range.count || indexes.includes(pinned)) return indexes
    return [...indexes, pinned].sort((a, b) => a - b)
  }

  #notify(): void {
    this.#changes = this.#changes + 1
  }

  #options(count: number) {
    return {
      count,
      getScrollElement: this.scrollElement,
      estimateSize: () => this.#estimate,
      measureElement: (row: HTMLElement, seen: ResizeObserverEntry | undefined, all: Virtualizer<HTMLElement, HTMLElement>) =>
        this.#learn(measureElement(row, seen, all)),
      overscan: 8,
      rangeExtractor: (range: Range) => this.#range(range),
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#notify(),
    }
  }
}
