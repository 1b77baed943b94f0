import { untrack } from 'svelte'
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type Range,
  type VirtualItem,
} from '@tanstack/virtual-core'

/**
 * Shows only the rows of a long list that are in sight, whatever their heights: TanStack's virtualizer with its
 * changes made visible to Svelte. `count` is read reactively.
 */
export class VisibleRows {
  #changes = $state(0)
  #virtualizer: Virtualizer<HTMLElement, HTMLElement>

  constructor(
    private readonly count: () => number,
    private readonly scrollElement: () => HTMLElement | null,
    private readonly estimate: number,
    /** A row that stays in the page when it is scrolled out of sight, so that what is typed in it is not lost. */
    private readonly pinned: () => number | null = () => null,
    /** What a row is known by when the list changes; by its place, unless the list says better. */
    private readonly keyOf: (index: number) => number | string = (index) => index,
  ) {
    this.#virtualizer = new Virtualizer(this.#options(0))
    $effect(() => this.#virtualizer._didMount())
    $effect(() => {
      this.#virtualizer.setOptions(this.#options(this.count()))
      this.#virtualizer._willUpdate()
      untrack(() => this.#notify())
    })
  }

  get items(): VirtualItem[] {
    void this.#changes
    return this.#virtualizer.getVirtualItems()
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
  measure = (row: HTMLElement): void => {
    this.#virtualizer.measureElement(row)
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
      estimateSize: () => this.estimate,
      overscan: 8,
      rangeExtractor: (range: Range) => this.#range(range),
      // A new function each time, because the rows are placed anew only where it differs.
      getItemKey: (index: number) => this.keyOf(index),
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#notify(),
    }
  }
}
