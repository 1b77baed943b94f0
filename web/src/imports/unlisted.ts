import type { Change, Effects } from '../api/types'

/** What a plan tells first of an account, by the event that it is. */
const EVENTS: [keyof Effects, string][] = [
  ['delete', 'AccountDeleted'],
  ['deactivate', 'AccountDeactivated'],
  ['disable', 'AccountDisabled'],
  ['create', 'AccountCreated'],
  ['reactivate', 'AccountReactivated'],
  ['enable', 'AccountEnabled'],
  ['change_profile', 'ProfileChanged'],
]

/** What a plan does besides the changes that it lists: the server lists the first ones and counts them all. */
export function unlisted(effects: Effects, changes: Pick<Change, 'effects'>[]): Partial<Effects> {
  const left: Partial<Effects> = {}
  for (const [effect, type] of EVENTS) {
    const listed = changes.filter(({ effects: types }) => types.includes(type)).length
    if (effects[effect] > listed) left[effect] = effects[effect] - listed
  }
  return left
}
