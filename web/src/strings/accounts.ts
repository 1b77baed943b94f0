import type { Action, Status } from '../api/types'
import { count } from './format'
import { actions, statuses } from './statuses'

export const accounts = {
  search: 'Search',
  searchHint: 'Name, email, username or ID',
  status: 'Status',
  all: 'All',
  institution: 'Institution',
  columns: { person: 'Person', ids: 'Username', institution: 'Institution', status: 'Status', actions: 'Actions' },
  shown: (n: number, more: boolean) => (more ? `The first ${count(n, 'account', 'accounts')}` : count(n, 'account', 'accounts')),
  none: 'No account fits',
  noneHelp: 'Check the spelling, or look among all statuses.',
  noneAtAll: 'There are no accounts here yet',
  noneAtAllHelp: 'Import a CSV of accounts to begin.',
  allStatuses: 'Look among all statuses',
  failed: 'The accounts could not be loaded',
  unnamed: 'No name',
  done: (who: string, status: Status) => `${who} is now ${statuses[status].toLowerCase()}.`,
  nothing: (who: string, status: Status) => `Nothing to do: ${who} is ${statuses[status].toLowerCase()} already.`,
}

export const account = {
  failed: 'The account could not be loaded',
  back: 'All accounts',
  profile: 'Profile',
  groups: 'Groups',
  noGroups: 'In no group.',
  facts: 'Standing',
  fields: {
    first_name: 'First name',
    middle_init: 'Middle initial',
    last_name: 'Last name',
    suffix: 'Suffix',
    nickname: 'Nickname',
    email: 'Email',
    google_email_address: 'Google email',
    username: 'Username',
    user_id: 'User ID',
    sis_id: 'SIS ID',
    display_id: 'Display ID',
    user_type: 'User type',
  },
  userTypes: { T: 'Teacher', S: 'Student', P: 'Parent' } as Record<string, string>,
  institution: 'Institution',
  origin: 'Origin',
  origins: { import: 'Student information system', manual: 'By hand' },
  login: 'Can log in',
  seat: 'Takes a seat',
  data: 'Has data',
  id: 'Account ID',
  yes: 'Yes',
  no: 'No',
}

export const act = {
  title: (action: Action, who: string) => `${actions[action].verb} ${who}?`,
  confirm: (action: Action) => actions[action].verb,
  means: {
    disable: 'The account can no longer log in and frees its seat until somebody enables it. All data are kept; teachers and exports still show it.',
    enable: 'The account can log in again and takes a seat again.',
    deactivate: 'The account can no longer log in, frees its seat and leaves the default list. Profile, data and progress are kept, and reactivating gives them back as they were.',
    reactivate: 'The account comes back as it was before, with its data. It can log in and takes a seat, unless it was disabled.',
  } satisfies Record<Action, string>,
  imported: 'This account comes from a student information system: the next full import will put it back.',
}
