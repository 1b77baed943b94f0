/** The audit's query language as the console reads and writes it; what a query means is the server's to say. */

export const KEYS = ['type', 'actor', 'institution', 'batch', 'account', 'channel', 'position', 'since', 'until'] as const
export type Key = (typeof KEYS)[number]

/** One term of a query, and where it stands in the text. */
export interface Term {
  start: number
  end: number
  excludes: boolean
  /** In lower case; null for text that is looked for in reasons. */
  key: string | null
  value: string
}

/** A term that is not understood, with the characters that it stands on. */
export interface QueryFault {
  start: number
  end: number
  message: string
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const DATE = /^\d{4}-\d{2}-\d{2}$/
const POSITION = /^\d{1,15}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/i

/** Values that cannot be somebody's name. A type is looked up among those that there are. */
const ANONYMOUS: Partial<Record<Key, RegExp>> = {
  institution: /^\d+$/,
  batch: UUID,
  account: UUID,
  channel: /^(web|cli|api|import|scim|schedule)$/i,
  position: /^\d*(\.\.\d*)?$/,
  since: MOMENT,
  until: MOMENT,
}

export const isKey = (key: string): key is Key => (KEYS as readonly string[]).includes(key)

export const isAccountId = (value: string): boolean => UUID.test(value)

export const isDate = (value: string): boolean => DATE.test(value)

/** The terms of a text, in order. A quote that is not closed ends with the text; the server says that it is one too few. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at]!)) at += 1
    else {
      const term = termAt(text, at)
      terms.push(term)
      at = term.end
    }
  }
  return terms
}

function termAt(text: string, start: number): Term {
  const excludes = text[start] === '-'
  let at = excludes ? start + 1 : start
  let key: string | null = null
  let value = ''
  let quoted = false
  for (; at < text.length && (quoted || !/\s/.test(text[at]!)); at += 1) {
    const next = text[at]!
    if (next === '"') quoted = !quoted
    else if (quoted && next === '\\') value += text[++at] ?? ''
    else if (!quoted && next === ':' && key === null) {
      key = value.toLowerCase()
      value = ''
    } else value += next
  }
  return { start, end: at, excludes, key, value }
}

/** A term as it can stand in a query. */
export function written({ key, value, excludes }: Pick<Term, 'key' | 'value' | 'excludes'>): string {
  const plain = value !== '' && !/[\s":\\]/.test(value) && !value.startsWith('-')
  const text = plain ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`
  return `${excludes ? '-' : ''}${key === null ? '' : `${key}:`}${text}`
}

export const writtenAll = (terms: Term[]): string => terms.map(written).join(' ')

/** The query with one more term, unless it is there. */
export function withTerm(text: string, key: Key, value: string): string {
  const added = written({ key, value, excludes: false })
  const kept = termsOf(text).map(written)
  return kept.includes(added) ? kept.join(' ') : [...kept, added].join(' ')
}

/** The query with this as the only term of its key; without any for an empty value. */
export function withOnly(text: string, key: Key, value: string): string {
  const others = termsOf(text).filter((term) => term.key !== key)
  return [...others.map(written), ...(value === '' ? [] : [written({ key, value, excludes: false })])].join(' ')
}

/** The part of a query that can stand in an address, because it cannot name anybody. */
export function anonymousPart(text: string, isType: (value: string) => boolean): string {
  return writtenAll(
    termsOf(text).filter(({ key, value }) =>
      key === 'type' ? isType(value) : key !== null && isKey(key) && (ANONYMOUS[key]?.test(value) ?? false),
    ),
  )
}

/** What is sent to the server. */
export interface Asked {
  query: string
  since?: string
  until?: string
}

/** Why a time cannot be sent. */
export type TimeFault = 'unreadable' | 'twice' | 'excluded' | 'not-yet'

/**
 * Takes the times out of a text, which the server wants apart. A day counts whole, in the person's own zone. What
 * remains keeps its place, so that the server's word for where a query goes wrong is right for the text as well.
 */
export function asked(text: string, now: Date): Asked | { term: Term; fault: TimeFault } {
  const times: { since?: string; until?: string } = {}
  let query = text
  for (const term of termsOf(text)) {
    const { key, value, start, end, excludes } = term
    if (key !== 'since' && key !== 'until') continue
    if (excludes) return { term, fault: 'excluded' }
    if (times[key] !== undefined) return { term, fault: 'twice' }
    const moment = isDate(value) ? dayEdge(value, key) : value
    if (!POSITION.test(value)) {
      if (!MOMENT.test(value) || Number.isNaN(Date.parse(moment))) return { term, fault: 'unreadable' }
      if (key === 'since' && new Date(moment) > now) return { term, fault: 'not-yet' }
    }
    times[key] = moment
    query = query.slice(0, start) + ' '.repeat(end - start) + query.slice(end)
  }
  // Everything up to the end of a day that is not over yet is everything up to now.
  if (times.until !== undefined && !POSITION.test(times.until) && new Date(times.until) > now) delete times.until
  return { query, ...times }
}

/** The first or the last moment of a day where the person is. */
export function dayEdge(day: string, edge: 'since' | 'until'): string {
  const moment = new Date(edge === 'since' ? `${day}T00:00:00` : `${day}T23:59:59.999`)
  return Number.isNaN(moment.getTime()) ? day : moment.toISOString()
}

/** The characters of the term that the server stumbled over, from its own words. */
export function faultOf(text: string, message: string): QueryFault | null {
  const match = /at character (\d+): ([\s\S]*)$/.exec(message)
  if (!match) return null
  // The server counts characters, and JavaScript the halves of some of them.
  const start = [...text].slice(0, Number(match[1]) - 1).join('').length
  const term = termsOf(text).find((known) => start >= known.start && start < known.end)
  return { start: term?.start ?? start, end: term?.end ?? text.length, message: match[2]! }
}
