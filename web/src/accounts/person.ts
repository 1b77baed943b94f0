import type { Account, Action, Status } from '../api/types'
import { strings } from '../strings'

/** What to call a person: the name, else what finds the account. */
export function nameOf(account: Account): string {
  const name = [account.first_name, account.middle_init, account.last_name, account.suffix].filter(Boolean).join(' ')
  return name || account.email || account.username || strings.accounts.unnamed
}

/** The commands that do something to an account in this status; all others are refused or change nothing. */
export function actionsFor(status: Status): Action[] {
  switch (status) {
    case 'active':
      return ['disable', 'deactivate']
    case 'disabled':
      return ['enable', 'deactivate']
    case 'deactivated':
      return ['reactivate']
    case 'deleted':
      return []
  }
}
