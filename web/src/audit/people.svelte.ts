import { readAccount } from '../api/accounts'
import { nameOf } from '../accounts/person'
import type { Account } from '../api/types'

/** Whom account ids in a search mean. An id may stand in an address, a name may not. */
class People {
  #names: Record<string, string> = $state({})
  #asked = new Set<string>()

  /** What is known of an id, or the text that names somebody otherwise. */
  nameOf(account: string): string {
    return this.#names[account] ?? account
  }

  know(account: Account): void {
    this.#names[account.account_id] = nameOf(account)
  }

  /** Learns a name that is not known yet; where there is none the id says it. */
  find(id: string): void {
    if (id in this.#names || this.#asked.has(id)) return
    this.#asked.add(id)
    readAccount(id).then(
      (account) => this.know(account),
      () => {},
    )
  }
}

export const people = new People()
