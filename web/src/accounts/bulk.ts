import { planImport } from '../api/imports'
import type { Account, Action, Plan } from '../api/types'
import { actionsFor } from './person'

/** What an action means for the accounts that are selected. */
export interface Bulk {
  action: Action
  /** Those that it changes, and that a row can name: they make the file. */
  named: Account[]
  /** Those that it would change, but that have no email to be named by. */
  unnamed: Account[]
  /** Those that it changes nothing of, in the status that they were last seen in. */
  others: Account[]
}

export const BULK_ACTIONS: Action[] = ['disable', 'enable', 'deactivate', 'reactivate']

const FILE_NAME = 'selected-accounts.csv'

export function bulkOf(action: Action, selected: Account[]): Bulk {
  const isConcerned = ({ status }: Account): boolean => actionsFor(status).includes(action)
  const concerned = selected.filter(isConcerned)
  return {
    action,
    named: concerned.filter(({ email }) => email),
    unnamed: concerned.filter(({ email }) => !email),
    others: selected.filter((account) => !isConcerned(account)),
  }
}

/** A CSV of profile `benchprep`. The ID tells apart families who share an email; a row needs both (R01, R07). */
export function csvOf(accounts: Account[]): string {
  const rows = accounts.map(({ email, user_id }) => [email ?? '', String(user_id ?? '')].map(cell).join(','))
  return ['email,user_id', ...rows].map((row) => `${row}\r\n`).join('')
}

/** Sends the accounts as an import, which answers with its plan: nothing has changed yet. */
export function planBulk({ action, named }: Bulk, key: string, signal: AbortSignal): Promise<Plan> {
  return planImport({
    name: FILE_NAME,
    blob: new Blob([csvOf(named)], { type: 'text/csv' }),
    isArchive: false,
    profile: 'benchprep',
    action,
    allOrNothing: false,
    key,
    onSent: () => {},
    signal,
  })
}

/** RFC 4180. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
