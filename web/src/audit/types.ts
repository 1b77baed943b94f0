/** The types of events, by what they are about. */
export const TYPE_GROUPS = {
  accounts: [
    'AccountCreated',
    'ProfileChanged',
    'OriginChanged',
    'AccountDisabled',
    'AccountEnabled',
    'AccountDeactivated',
    'AccountReactivated',
    'AccountDeleted',
    'ActivityRecorded',
  ],
  groups: ['GroupAdded', 'GroupJoined', 'GroupLeft', 'ClassAdded', 'ClassChanged', 'ClassRemoved'],
  batches: ['BatchRecorded'],
  schedule: ['StepScheduled', 'StepTargeted', 'StepCancelled', 'StepRan', 'StepRefused'],
  places: ['InstitutionAdded', 'InstitutionChanged', 'InstitutionRemoved', 'SeatLimitSet'],
  people: ['AdminAdded', 'AdminRemoved', 'PasswordSet', 'SignInLocked', 'SignInLinkMade', 'TokenCreated', 'TokenRevoked'],
  ledger: ['LedgerOpened', 'SigningKeyAdopted', 'LedgerRestored'],
} as const

export type TypeGroup = keyof typeof TYPE_GROUPS
export type EventType = (typeof TYPE_GROUPS)[TypeGroup][number]

const TYPES: readonly string[] = Object.values(TYPE_GROUPS).flat()

export const CHANNELS = ['web', 'import', 'cli', 'api', 'schedule', 'scim'] as const

const plain = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase()

/** The types that a name stands for, whole or short: `deactivated`, `joined`, and `added` for several. */
export function typesNamed(name: string): EventType[] {
  const wanted = plain(name)
  const whole = TYPES.find((type) => plain(type) === wanted || plain(type) === `account${wanted}`)
  const found = whole ? [whole] : TYPES.filter((type) => plain(/[A-Z][a-z]*$/.exec(type)?.[0] ?? '') === wanted)
  return found as EventType[]
}

export const isType = (name: string): boolean => typesNamed(name).length > 0
