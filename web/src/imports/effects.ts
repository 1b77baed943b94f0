/** Event types in the words of an administrator; a type that is not listed here is shown by its own name. */
const WORDS: Record<string, string> = {
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

/** Several events of one kind are told once, with their number. */
export function effectWords(types: string[]): string {
  const counts = new Map<string, number>()
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].map(([type, n]) => (WORDS[type] ?? type) + (n > 1 ? ` (${n} ×)` : '')).join(', ')
}

/** What a row does as a whole, as a changed plan compares it. */
const ROW_WORDS: Record<string, string> = {
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

export const rowEffect = (code: string): string => ROW_WORDS[code] ?? code
