import type { Action, Status } from '../api/types'
import type { Others } from '../accounts/others.svelte'
import { count, isolated, number } from './format'
import { actions, statuses } from './statuses'

const STATUSES: Status[] = ['active', 'disabled', 'deactivated']

export const accounts = {
  add: 'Add an account',
  schedule: 'Schedule a change',
  search: 'Search',
  searchHint: 'Name, email, username or ID',
  keys: (selects: boolean) =>
    `Press / to search and the arrow keys to move. Enter opens an account, ${selects ? 'Space selects it, ' : ''}Escape clears.`,
  status: 'Status',
  all: 'All',
  institution: 'Institution',
  moreFilters: (n: number) => (n > 0 ? `More filters (${number(n)} in use)` : 'More filters'),
  group: 'Group or class',
  anyGroup: 'Any',
  groupNeedsInstitution: 'Choose an institution first',
  groups: 'Groups',
  classes: 'Classes',
  groupsFailed: 'The groups could not be loaded',
  origin: 'Origin',
  anyOrigin: 'Any',
  idle: 'Last log-in',
  anyIdle: 'Any time',
  idleFor: (days: number) => (days === 365 ? 'Not for a year, or never' : `Not for ${number(days)} days, or never`),
  clearFilters: 'Clear all filters',
  reveal: 'Reveal hidden accounts',
  revealHelp: 'Deactivated accounts are hidden from teachers. You can show them to look something up.',
  columns: { select: 'Select', person: 'Person', ids: 'Username', institution: 'Institution', status: 'Status', actions: 'Actions' },
  shown: (n: number, more: boolean) =>
    more ? `The first ${count(n, 'account', 'accounts')}. More follow as you scroll.` : count(n, 'account', 'accounts'),
  none: 'No account fits',
  noneHelp: 'Check the spelling, or look further.',
  noneAtAll: 'There are no accounts here yet',
  noneAtAllHelp: 'Import a CSV of accounts to begin, or add one by hand.',
  allStatuses: 'Look among all statuses',
  others: ({ counts, more }: Others) => {
    const told = STATUSES.flatMap((status) => (counts[status] ? [{ status, n: counts[status] }] : []))
    const all = told.reduce((sum, { n }) => sum + n, 0)
    const named = told.map(({ status }) => statuses[status].toLowerCase()).join(' or ')
    if (more) return `More than ${number(all)} other accounts fit that are ${named}.`
    if (told.length > 1) return `${number(all)} more accounts fit: ${told.map(({ status, n }) => `${number(n)} ${statuses[status].toLowerCase()}`).join(', ')}.`
    return all === 1 ? `1 more account fits: it is ${named}.` : `${number(all)} more accounts fit: they are ${named}.`
  },
  showOthers: 'Show all that fit',
  failed: 'The accounts could not be loaded',
  unnamed: 'No name',
  select: (who: string) => `Select ${isolated(who)}`,
  selectAll: 'Select all that are shown',
  selection: 'Selected accounts',
  selected: (n: number) => `${number(n)} selected`,
  nobodySelected: 'Nobody is selected any more.',
  clearSelection: 'Clear the selection',
  allShown: (n: number) => `All ${number(n)} that are loaded are selected, and more fit.`,
  selectRest: (most: number) => `Select all that fit, at most ${number(most)}`,
  selectingRest: 'Loading the rest…',
  mostScheduled: (most: number) => `At most ${number(most)} accounts are scheduled at once; whole institutions are scheduled under Settings.`,
  bulk: (action: Action, n: number) => `${actions[action].verb} ${number(n)}`,
  done: (who: string, status: Status) => `${isolated(who)} is now ${statuses[status].toLowerCase()}.`,
  nothing: (who: string, status: Status) => `Nothing to do: ${isolated(who)} is ${statuses[status].toLowerCase()} already.`,
}

export const bulk = {
  title: (action: Action, n: number) => `${actions[action].verb} ${count(n, 'account', 'accounts')}?`,
  confirm: 'Continue to the plan',
  failed: 'No plan was made, and nothing has changed',
  means: {
    disable: 'They can no longer log in and free their seats until somebody enables them. All data are kept; teachers and exports still show them.',
    enable: 'They can log in again and take a seat again.',
    deactivate: 'They can no longer log in, free their seats and leave the default list. Profiles, data and progress are kept, and reactivating gives them back as they were.',
    reactivate: 'They come back as they were before, with their data. They can log in and take a seat, unless they were disabled.',
  } satisfies Record<Action, string>,
  next: 'Nothing changes yet: the next page shows the plan with its seats, and asks once more. What is applied is one batch, which can be reversed as one.',
  imported: (action: Action, n: number, of: number) => {
    const who = of > n ? count(n, 'of them comes', 'of them come') : n === 1 ? 'This account comes' : 'They come'
    const [them, are] = n === 1 ? ['this person', 'the account is'] : ['them', 'they are']
    const then = {
      disable: `If its next full import still lists ${them} as allowed to log in, ${are} enabled again. Block ${them} there too.`,
      enable: `This lasts unless its next full import blocks ${them} or no longer lists them.`,
      deactivate: `If its next full import still lists ${them}, ${are} reactivated. Take ${them} out there too.`,
      reactivate: `This lasts unless its next full import blocks ${them} or no longer lists them.`,
    }
    return `${who} from a student information system. ${then[action]}`
  },
  unnamed: (n: number) =>
    `${count(n, 'account has', 'accounts have')} no email, which a batch needs, and ${n === 1 ? 'is' : 'are'} left out. Open ${n === 1 ? 'it' : 'each'} to change it by itself.`,
  others: (n: number) =>
    n === 1
      ? '1 selected account stays as it is: in its status there is nothing for this to do.'
      : `${number(n)} selected accounts stay as they are: in their status there is nothing for this to do.`,
}

export const act = {
  title: (action: Action, who: string) => `${actions[action].verb} ${isolated(who)}?`,
  confirm: (action: Action) => actions[action].verb,
  means: {
    disable: 'The account can no longer log in and frees its seat until somebody enables it. All data are kept; teachers and exports still show it.',
    enable: 'The account can log in again and takes a seat again.',
    deactivate: 'The account can no longer log in, frees its seat and leaves the default list. Profile, data and progress are kept, and reactivating gives them back as they were.',
    reactivate: 'The account comes back as it was before, with its data. It can log in and takes a seat, unless it was disabled.',
  } satisfies Record<Action, string>,
  imported: (action: Action) => bulk.imported(action, 1, 1),
}
