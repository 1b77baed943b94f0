import type { Problem } from '../api/problem'
import type { Account, AccountColumns } from '../api/types'
import { capitalised, strings } from '../strings'

/** The fields of a profile that a person may fill, in the order in which they are shown. */
export const FIELDS = [
  'first_name',
  'middle_init',
  'last_name',
  'suffix',
  'nickname',
  'email',
  'google_email_address',
  'username',
  'user_id',
  'sis_id',
  'display_id',
  'user_type',
  'institution',
] as const

export type Field = (typeof FIELDS)[number]
export type Values = Record<Field, string>
export type FieldErrors = Partial<Record<Field, string>>

/** What finds an account everywhere, and where an account belongs: for domain admins (R16). */
export const DOMAIN_ONLY: readonly Field[] = ['username', 'user_id', 'sis_id', 'institution']

/** Every account has one; it is changed, and never cleared. */
const NEVER_BLANK: readonly Field[] = ['user_id', 'user_type', 'institution']
const NUMBERS: readonly Field[] = ['user_id', 'institution']

/** The HTML standard's, which the server has too. */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

export const BLANK = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Values

export function valuesOf(account: Account): Values {
  return Object.fromEntries(FIELDS.map((field) => [field, String(account[field] ?? '')])) as Values
}

/** Only what differs is sent, so that nobody's change meanwhile is taken back; null clears a field. */
export function changesBetween(before: Values, after: Values): AccountColumns {
  const changes: Record<string, string | number | null> = {}
  for (const field of FIELDS) {
    const value = after[field].trim()
    if (value === before[field] || (value === '' && NEVER_BLANK.includes(field))) continue
    changes[field] = value === '' ? null : NUMBERS.includes(field) ? Number(value) : value
  }
  return changes
}

/** What can be told before anything is sent. */
export function faultsOf(values: Values): FieldErrors {
  const faults: FieldErrors = {}
  if (values.email.trim() === '' && values.username.trim() === '') faults.email = strings.account.edit.needsName
  for (const field of ['email', 'google_email_address'] as const) {
    const value = values[field].trim()
    if (value !== '' && !EMAIL.test(value)) faults[field] = strings.account.edit.noEmail
  }
  if (!/^\d{0,15}$/.test(values.user_id.trim())) faults.user_id = strings.account.edit.wholeNumber
  return faults
}

const FIELD_OF_CODE: Record<string, Field> = {
  'login-malformed': 'username',
  'sis-id-needed': 'sis_id',
  'unknown-institution': 'institution',
  'seat-limit': 'institution',
}

/** The fields that a refusal is about, so that it stands beside them; none where it is about something else. */
export function errorsOf(problem: Problem): FieldErrors {
  const about = /^(\w+) is not accepted: (.*)/.exec(problem.message) ?? /^another account has this (\w+)()/.exec(problem.message)
  const field = FIELD_OF_CODE[problem.code] ?? (about?.[1] === 'account' ? 'email' : FIELDS.find((known) => known === about?.[1]))
  return field ? { [field]: capitalised(about?.[2] || problem.message) } : {}
}
