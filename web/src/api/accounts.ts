import { read, search, write } from './request'
import type {
  Account,
  AccountAnswer,
  AccountColumns,
  AccountDeleted,
  AccountDetails,
  AccountPage,
  AccountQuery,
  Action,
  Deletion,
  EventPage,
  Why,
} from './types'

const of = (id: string, rest = ''): string => `/accounts/${encodeURIComponent(id)}${rest}`

function withParameters(path: string, parameters: Record<string, string | number | boolean | null>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== null && value !== false) query.set(name, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}

export const findAccounts = (query: AccountQuery, signal?: AbortSignal): Promise<AccountPage> =>
  search<AccountPage>('/accounts/search', query, signal)

/** `asOf` is a position in the ledger; null is now. `reveal` concerns viewers, from whom deactivated accounts are hidden. */
export const readAccount = (id: string, asOf: number | null = null, reveal = false, signal?: AbortSignal): Promise<Account> =>
  read<Account>(withParameters(of(id), { as_of: asOf, reveal_hidden: reveal }), signal)

export const readDetails = (id: string, signal?: AbortSignal): Promise<AccountDetails> =>
  read<AccountDetails>(of(id, '/details'), signal)

export const readWhy = (id: string, asOf: number | null, signal?: AbortSignal): Promise<Why> =>
  read<Why>(withParameters(of(id, '/why'), { as_of: asOf }), signal)

interface HistoryPage {
  limit: number
  cursor?: string | null
  /** Up to this moment: an RFC 3339 time. */
  asOf?: string | null
}

/** The account's events, the newest first. */
export const readHistory = (id: string, { limit, cursor = null, asOf = null }: HistoryPage, signal?: AbortSignal): Promise<EventPage> =>
  read<EventPage>(
    withParameters(of(id, '/history'), { order: 'desc', limit, cursor, as_of: asOf, count: cursor === null }),
    signal,
  )

export const actOnAccount = (id: string, action: Action, reason: string, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('POST', of(id, `/${action}`), { reason: reason || null }, key)

export const addAccount = (columns: AccountColumns, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('POST', '/accounts', columns, key)

/** `columns` has only what changes; null clears a column. */
export const changeAccount = (id: string, columns: AccountColumns, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('PATCH', of(id), columns, key)

export const joinGroup = (id: string, group: string, reason: string, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('PUT', of(id, `/groups/${encodeURIComponent(group)}`), { reason: reason || null }, key)

export const leaveGroup = (id: string, group: string, reason: string, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('DELETE', of(id, `/groups/${encodeURIComponent(group)}`), { reason: reason || null }, key)

/** The first of the two steps of a deletion: it only looks (R41). */
export const lookBeforeDeletion = (id: string): Promise<Deletion> => search<Deletion>(of(id, '/deletion'), undefined)

export const deleteAccount = (
  id: string,
  order: { confirmation: string; identity: string; reason: string | null },
  key: string,
): Promise<AccountDeleted> => write<AccountDeleted>('DELETE', of(id), order, key)

export const certificatePath = (id: string): string => of(id, '/certificate')
