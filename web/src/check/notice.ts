import type { Notice, Summary } from './report'

/** The codes which say that a cell is blank; other notices without a value are not about one cell's text. */
const BLANK = new Set(['email-missing', 'id-missing'])

/** The codes of a file whose text could not be read at all: there are no rows to judge. */
const UNREADABLE = ['file-empty', 'not-utf8']

/** What the value column shows: the cell, that it is blank, or nothing. */
export function shownValue(notice: Notice): 'cell' | 'blank' | 'none' {
  if (notice.value) return 'cell'
  return BLANK.has(notice.code) ? 'blank' : 'none'
}

export const isUnreadable = (summary: Summary): boolean => UNREADABLE.some((code) => code in summary.counts)

/** Whether the file is of a kind that the server could plan; if not, there is no row to mend and nothing to upload. */
export const fitsProfile = (summary: Summary): boolean => summary.profile !== null && !isUnreadable(summary)

/** Whether the notice's row can be opened and changed. A blank line, such as a row left out leaves, is no row. */
export const isMendable = (summary: Summary, notice: Notice): notice is Notice & { row: number } =>
  notice.row !== null && notice.code !== 'row-blank' && fitsProfile(summary)

/**
 * A key that stays with its row when notices before it come or go: the row, and which of the row's notices it is.
 * Notices stand in the order of the rows.
 */
export function keyOf(notices: Notice[], index: number): string {
  const row = notices[index]?.row ?? null
  let first = index
  while (first > 0 && (notices[first - 1]?.row ?? null) === row) first--
  return `${row ?? 'file'}:${index - first}`
}
