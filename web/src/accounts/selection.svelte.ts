import { SvelteMap } from 'svelte/reactivity'
import type { Account } from '../api/types'

/** The accounts that were ticked. They stay ticked while the person searches for the next one. */
class Selection {
  #accounts = new SvelteMap<string, Account>()
  /** Where a range begins that Shift ends. */
  #anchor: string | null = null

  get size(): number {
    return this.#accounts.size
  }

  get accounts(): Account[] {
    return [...this.#accounts.values()]
  }

  has(account: Account): boolean {
    return this.#accounts.has(account.account_id)
  }

  set(accounts: Account[], selected: boolean): void {
    for (const account of accounts) {
      if (selected) this.#accounts.set(account.account_id, account)
      else this.#accounts.delete(account.account_id)
    }
    this.#anchor = accounts.at(-1)?.account_id ?? null
  }

  toggle(account: Account): void {
    this.set([account], !this.has(account))
  }

  /** As far as an account from the one that was ticked or unticked last, as lists elsewhere have it. */
  extendTo(account: Account, shown: Account[]): void {
    const at = (id: string | null): number => shown.findIndex((other) => other.account_id === id)
    const [from, to] = [at(this.#anchor), at(account.account_id)]
    if (from < 0) return this.toggle(account)
    this.set(shown.slice(Math.min(from, to), Math.max(from, to) + 1), !this.has(account))
  }

  clear(): void {
    this.#accounts.clear()
    this.#anchor = null
  }
}

export const selection = new Selection()
