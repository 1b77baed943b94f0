import { SvelteMap } from 'svelte/reactivity'
import { readAccount } from '../api/accounts'
import { eventAt } from '../api/events'
import type { Effects, Status } from '../api/types'
import type { Subject } from './outcomes'

/** What a plan does not tell of whom it keeps: the status now, and the reason that the other person gave. */
export class KeptNow {
  readonly statuses = new SvelteMap<string, Status>()
  readonly reasons = new SvelteMap<number, string>()
  /** For each account, by what it was changed when it was looked at. */
  #looked = new Map<string, string>()

  /** Asked for each row that comes into sight; whatever cannot be read is left out. */
  async look({ key, account, aspects }: Subject): Promise<void> {
    const positions = aspects.flatMap(({ position }) => (typeof position === 'number' ? [position] : []))
    if (positions.length === 0 || this.#looked.get(key) === positions.join()) return
    this.#looked.set(key, positions.join())
    await Promise.allSettled([
      ...(account ? [readAccount(account).then(({ status }) => this.statuses.set(account, status))] : []),
      ...[...new Set(positions)].map((position) => this.#readReason(position)),
    ])
  }

  async #readReason(position: number): Promise<void> {
    const reason = (await eventAt(position))?.reason
    if (reason) this.reasons.set(position, reason)
  }
}

/**
 * Whether putting an account back would change nothing, because somebody has brought it to where it was before the batch.
 * Told only where a batch went one way with everybody, so that there is no doubt about what was before.
 */
export function isAsBefore({ aspects }: Subject, status: Status | undefined, { deactivate, reactivate, disable, enable }: Effects): boolean {
  if (status === undefined || status === 'deleted') return false
  return aspects.every(({ aspect }) => {
    if (aspect === 'status') return status === 'deactivated' ? reactivate > 0 && deactivate === 0 : deactivate > 0 && reactivate === 0
    if (aspect !== 'block' || status === 'deactivated') return false
    return status === 'disabled' ? enable > 0 && disable === 0 : disable > 0 && enable === 0
  })
}
