import type { ColumnChange, Effects, Event } from '../api/types'
import { number, strings } from '../strings'

/** What an event says besides who, when and whom, taken apart for a page. */
export interface Details {
  facts: [name: string, value: string | { at: string }][]
  /** Null where the event changed no columns, or they are gone with the person. */
  changes: ColumnChange[] | null
  profile: [name: string, value: string][]
  effects: Effects | null
}

const TIMES = ['due', 'last_login']
/** Words that the ledger writes in a way of its own. Everything else is somebody's text, and stays as it is. */
const WORDS = ['origin', 'kind', 'role', 'action']
const APART = ['changes', 'effects']

type Institutions = (institution: number) => string

/** `nameOf` tells what an institution is called. */
export function detailsOf(event: Event, nameOf: Institutions): Details {
  const data = event.data as Record<string, unknown>
  const profile = isRecord(data['profile']) ? data['profile'] : {}
  const facts = Object.entries(data)
    .filter(([key, value]) => !APART.includes(key) && !isRecord(value))
    .map(([key, value]): [string, string | { at: string }] => [nameOfField(key), told(key, value, event, nameOf)])
    .filter(([, value]) => value !== '')
  return {
    facts,
    changes: Array.isArray(data['changes']) ? (data['changes'] as ColumnChange[]) : null,
    profile: Object.entries(profile).map(([column, value]) => [columnName(column), String(value)]),
    effects: isRecord(data['effects']) ? (data['effects'] as unknown as Effects) : null,
  }
}

/** What a column of a profile is called. */
export const columnName = (column: string): string =>
  (strings.account.fields as Record<string, string>)[column] ?? column.replaceAll('_', ' ')

const nameOfField = (key: string): string => strings.event.data[key] ?? key.replaceAll('_', ' ')

function told(key: string, value: unknown, event: Event, nameOf: Institutions): string | { at: string } {
  const words = strings.event
  if (key === 'limit') return typeof value === 'number' ? number(value) : words.unlimited
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (key === 'moved_from' || key === 'parent') return nameOf(Number(value))
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return value.map(fileTold).join(', ')
  const text = String(value)
  // A day without a time is one everywhere.
  if (TIMES.includes(key)) return Number.isNaN(Date.parse(text)) || text.length <= 10 ? text : { at: text }
  if (key === 'kind' && event.type === 'BatchRecorded') return words.batchKinds[text] ?? words.values[text] ?? text
  if (key === 'profile') return strings.check.profiles(text)
  return WORDS.includes(key) ? (words.values[text] ?? text) : text
}

/** A file by its name and its rows; anything else that is a list as it is. */
function fileTold(item: unknown): string {
  if (!isRecord(item)) return String(item)
  const { name, rows } = item
  return typeof rows === 'number' ? `${String(name)} (${strings.event.files(rows)})` : String(name)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
