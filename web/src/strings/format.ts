const LANGUAGE = 'en'
const numbers = new Intl.NumberFormat(LANGUAGE)
const plurals = new Intl.PluralRules(LANGUAGE)
const lists = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' })
const MOST_NAMES = 4
const times = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' })

const days = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'long' })

export const number = (n: number): string => numbers.format(n)

/** "1 row", "1,000 rows". */
export const count = (n: number, one: string, many: string): string =>
  `${numbers.format(n)} ${plurals.select(n) === 'one' ? one : many}`

const weekdays = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full' })
const clocks = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: 'short' })

/** The day of a time in the person's own zone, "Tuesday, August 4, 2026"; and its time of day. */
export const localWeekday = (at: string | Date): string => weekdays.format(new Date(at))
export const localClock = (at: string): string => clocks.format(new Date(at))

/** The name of the person's own zone. */
export const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

const choices = new Intl.ListFormat(LANGUAGE, { type: 'disjunction' })

/** Those words that apply: "deactivated or disabled". */
export const either = (words: (string | false)[]): string => choices.format(words.filter((word) => word !== false))

/** A time in the person's own zone. */
export const localTime = (at: string): string => times.format(new Date(at))

/** A day in the person's own zone: "October 31, 2026". */
export const localDay = (at: string | Date): string => days.format(new Date(at))

/** A number of the server's, told by what follows it: an institution's name may hold numbers too. */
const COUNTED = /\d{4,}(?= of the \d| active or disabled accounts| accounts\b| \(\d+ %\))/g

/** A guard's sentence with its numbers as they are written everywhere: "16,218 of the 19,158". */
export const withGroupedNumbers = (sentence: string): string => sentence.replace(COUNTED, (digits) => number(Number(digits)))

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** A sentence of the server's with its moments in the person's own zone. */
export const withLocalTimes = (sentence: string): string => sentence.replace(MOMENT, localTime)

const nearDays = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'long', day: 'numeric', month: 'long' })

/** A day that is near, in the person's own zone: "Saturday, October 31". */
export const nearDay = (at: string): string => nearDays.format(new Date(at))

export const utcTime = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * Messages of the validator and the server begin in lower case, so that they fit into other sentences. One that begins
 * with the name of a column keeps it as it is.
 */
export const capitalised = (message: string): string =>
  /^\S*[_`]/.test(message) ? message : message.charAt(0).toLocaleUpperCase(LANGUAGE) + message.slice(1)

const MEGABYTE = 1_000_000
const GIGABYTE = 1_000_000_000

const tenths = (bytes: number, unit: number): string => numbers.format(Math.round((bytes / unit) * 10) / 10)

export function fileSize(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte', 'bytes')
  if (bytes < MEGABYTE) return `${numbers.format(Math.round(bytes / 1000))} kB`
  return bytes < GIGABYTE ? `${tenths(bytes, MEGABYTE)} MB` : `${tenths(bytes, GIGABYTE)} GB`
}

/** A few names are told, more are counted. */
export const listed = (names: string[]): string =>
  names.length > MOST_NAMES ? count(names.length, 'file', 'files') : lists.format(names.map(isolated))

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * A name within a sentence of the catalogue that has no element of its own: one written from right to left would turn
 * the words and signs around it. The language of the catalogue needs no more than that.
 */
export const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name)
