import type { Effects } from '../api/types'

/** The type of event that each effect is recorded as, in the order in which a person needs to hear of them. */
const TYPES: [keyof Effects, string][] = [
  ['delete', 'AccountDeleted'],
  ['deactivate', 'AccountDeactivated'],
  ['disable', 'AccountDisabled'],
  ['create', 'AccountCreated'],
  ['reactivate', 'AccountReactivated'],
  ['enable', 'AccountEnabled'],
  ['change_profile', 'ProfileChanged'],
  ['change_origin', 'OriginChanged'],
  ['leave_group', 'GroupLeft'],
  ['join_group', 'GroupJoined'],
  ['record_activity', 'ActivityRecorded'],
  ['add_institution', 'InstitutionAdded'],
  ['change_institution', 'InstitutionChanged'],
  ['remove_institution', 'InstitutionRemoved'],
  ['add_class', 'ClassAdded'],
  ['change_class', 'ClassChanged'],
  ['remove_class', 'ClassRemoved'],
]

/** The types of events that a batch has, and how many of each. */
export const typesOf = (effects: Effects): { type: string; count: number }[] =>
  TYPES.map(([effect, type]) => ({ type, count: effects[effect] })).filter(({ count }) => count > 0)
