import type { Effects } from '../api/types'
import type { Sentence, Tense } from '../imports/sentences'
import { count } from './format'

// What a plan would do, or a batch did. Not in the catalogue's index, so that the words come with the views that show them.

export type Wording = [tone: Sentence['tone'], one: string, many: string, will: string, wasOne: string, wasMany: string]

export type Numbered = [effect: keyof Effects, tone: Sentence['tone'], one: string, many: string]

/** A deletion outweighs all else, because nothing brings back what it destroys. */
export const DELETION: [keyof Effects, Wording][] = [
  ['delete', ['destroys', 'account', 'accounts', 'will be deleted for good', 'was deleted for good', 'were deleted for good']],
]

/** In the order in which a person needs to hear them: what ends, then what begins, then the seats, then the rest. */
export const ACCESS: [keyof Effects, Wording][] = [
  ['deactivate', ['ends', 'account', 'accounts', 'will be deactivated', 'was deactivated', 'were deactivated']],
  ['disable', ['ends', 'account', 'accounts', 'will be disabled', 'was disabled', 'were disabled']],
  ['create', ['begins', 'account', 'accounts', 'will be created', 'was created', 'were created']],
  ['reactivate', ['begins', 'account', 'accounts', 'will be reactivated', 'was reactivated', 'were reactivated']],
  ['enable', ['begins', 'account', 'accounts', 'will be enabled', 'was enabled', 'were enabled']],
]

export const DETAILS: [keyof Effects, Wording][] = [
  ['change_profile', ['changes', 'profile', 'profiles', 'will change', 'changed', 'changed']],
  ['change_origin', ['changes', 'account', 'accounts', 'will come under import control', 'came under import control', 'came under import control']],
  // Not "16 groups left", of which the console's readers took 16 to remain.
  ['leave_group', ['changes', 'group membership', 'group memberships', 'will end', 'ended', 'ended']],
  ['join_group', ['changes', 'group membership', 'group memberships', 'will begin', 'began', 'began']],
  ['add_institution', ['changes', 'institution', 'institutions', 'will be added', 'was added', 'were added']],
  ['change_institution', ['changes', 'institution', 'institutions', 'will change', 'changed', 'changed']],
  ['remove_institution', ['changes', 'institution', 'institutions', 'will be removed', 'was removed', 'were removed']],
  ['add_class', ['changes', 'class', 'classes', 'will be added', 'was added', 'were added']],
  ['change_class', ['changes', 'class', 'classes', 'will change', 'changed', 'changed']],
  ['remove_class', ['changes', 'class', 'classes', 'will be removed', 'was removed', 'were removed']],
  ['record_activity', ['changes', 'account', 'accounts', 'will get newer log-ins or grades', 'got newer log-ins or grades', 'got newer log-ins or grades']],
]

export const seatWords = {
  freed: (n: number) => `${count(n, 'seat', 'seats')} freed`,
  taken: (n: number) => `${count(n, 'seat', 'seats')} taken`,
}

/** In what status a bulk action finds those for whom it has nothing to do. */
const ALREADY: Record<string, string> = { deactivate: 'deactivated', disable: 'disabled', enable: 'active', reactivate: 'active' }

export function ofRows(action: string | null | undefined): Record<Tense, Numbered[]> {
  const already = ALREADY[action ?? ''] ?? 'in place'
  return {
    will: [
      ['nothing_to_do', 'quiet', `row needs nothing: already ${already}`, `rows need nothing: already ${already}`],
      ['refused', 'refused', 'row is refused and changes nothing', 'rows are refused and change nothing'],
    ],
    was: [
      ['nothing_to_do', 'quiet', `row needed nothing: already ${already}`, `rows needed nothing: already ${already}`],
      ['refused', 'refused', 'row was refused and changed nothing', 'rows were refused and changed nothing'],
    ],
  }
}

/** A reversal and a replay read no rows: they count what the batch did, one by one. */
export const WITHOUT_EFFECT: Record<string, Record<Tense, Numbered[]>> = {
  reversal: {
    will: [
      ['kept', 'kept', 'change stays: somebody has changed the same since', 'changes stay: somebody has changed the same since'],
      ['nothing_to_do', 'quiet', 'change needs nothing: it is as before already', 'changes need nothing: they are as before already'],
      ['refused', 'refused', 'change cannot be put back', 'changes cannot be put back'],
    ],
    was: [
      ['kept', 'kept', 'change stayed: somebody had changed the same since', 'changes stayed: somebody had changed the same since'],
      ['nothing_to_do', 'quiet', 'change needed nothing: it was as before already', 'changes needed nothing: they were as before already'],
      ['refused', 'refused', 'change could not be put back', 'changes could not be put back'],
    ],
  },
  replay: {
    will: [
      ['nothing_to_do', 'quiet', 'change needs nothing: it is in place already', 'changes need nothing: they are in place already'],
      ['refused', 'refused', 'change cannot be made again', 'changes cannot be made again'],
    ],
    was: [
      ['nothing_to_do', 'quiet', 'change needed nothing: it was in place already', 'changes needed nothing: they were in place already'],
      ['refused', 'refused', 'change could not be made again', 'changes could not be made again'],
    ],
  },
}

/** Event types in the words of an administrator; a type that is not listed here is shown by its own name. */
export const EVENT_WORDS: Record<string, string> = {
  AccountCreated: 'created',
  ProfileChanged: 'profile changed',
  OriginChanged: 'comes under import control',
  AccountDisabled: 'disabled',
  AccountEnabled: 'enabled',
  AccountDeactivated: 'deactivated',
  AccountReactivated: 'reactivated',
  AccountDeleted: 'deleted for good',
  GroupLeft: 'leaves a group',
  GroupJoined: 'joins a group',
  ActivityRecorded: 'log-ins or grades recorded',
  ClassAdded: 'class added',
  ClassChanged: 'class changed',
  ClassRemoved: 'class removed',
  InstitutionAdded: 'institution added',
  InstitutionChanged: 'institution changed',
  InstitutionRemoved: 'institution removed',
}

/** What a row does as a whole, as a changed plan compares it. */
export const ROW_WORDS: Record<string, string> = {
  create: 'creates an account',
  'change-profile': 'changes the profile',
  disable: 'disables',
  enable: 'enables',
  deactivate: 'deactivates',
  reactivate: 'reactivates',
  delete: 'deletes for good',
  'nothing-to-do': 'nothing to do',
  refused: 'refused',
}
