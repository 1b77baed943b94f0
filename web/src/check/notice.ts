import { isUnreadable } from './obstacle'
import type { Found, Notice, Overview } from './report'

/** The codes which say that a cell is blank; other notices without a value are not about one cell's text. */
const BLANK = new Set(['email-missing', 'id-missing'])

/** What the value column shows: the cell, that it is blank, or nothing. */
export function shownValue(notice: Notice): 'cell' | 'blank' | 'none' {
  if (notice.value) return 'cell'
  return BLANK.has(notice.code) ? 'blank' : 'none'
}

/** Whether the notice's row can be opened and changed. A blank line, such as a row left out leaves, is no row. */
export function isMendable(overview: Overview, notice: Found): notice is Found & { row: number } {
  const file = overview.files.find(({ name }) => name === notice.file)
  return notice.row !== null && notice.code !== 'row-blank' && overview.profile !== null && file !== undefined && !isUnreadable(file)
}

/**
 * A key that stays with its row when notices before it come or go: the file, the row, and which of the row's notices
 * it is. Notices stand in the order of files and rows.
 */
export function keyOf(notices: Found[], index: number): string {
  const { file, row } = notices[index] ?? { file: '', row: null }
  const isSame = (other: Found | undefined): boolean => other?.file === file && other.row === row
  let first = index
  while (first > 0 && isSame(notices[first - 1])) first--
  return `${file}:${row ?? 'file'}:${index - first}`
}
