import type { Action } from '../api/types'
import { count, localDay, number } from './format'

export const home = {
  calm: 'Nothing needs your attention',
  calmFacts: (plans: boolean) =>
    plans ? 'No institution is short of seats, and no plan is waiting.' : 'No institution is short of seats.',
  attention: (n: number) => (n === 1 ? 'One thing needs your attention' : `${number(n)} things need your attention`),

  behind: 'What you see here may be out of date',
  behindBy: (records: number, since: string | null) =>
    `Others have recorded ${count(records, 'event', 'events')} that this server does not have yet${since ? `; it has been behind since ${since}` : ''}.`,
  behindUnknown: (since: string | null) =>
    `This server does not reach the log that it shares with others${since ? ` since ${since}` : ''}.`,
  behindHelp: 'It goes on by itself as soon as it can. If it does not, tell whoever runs Rollbook.',
  standingFailed: 'Whether this server is up to date could not be found out',

  seats: 'Seats running out',
  wholeDomain: 'All institutions together',
  fullness: {
    over: (inUse: number, limit: number) => `${count(inUse - limit, 'seat', 'seats')} over the limit`,
    full: () => 'No seat left',
    nearly: (inUse: number, limit: number) => `${count(limit - inUse, 'seat', 'seats')} left`,
  },
  inUse: (inUse: number, limit: number) => `${number(inUse)} of ${number(limit)} in use`,
  seatsHelp: 'Where no seat is left, nobody can be added, enabled or reactivated.',
  seatsAll: 'Open the seats',
  seatsFailed: 'The seats could not be loaded',

  plans: 'Plans waiting for a yes',
  plansHelp: 'Nothing of a plan has happened yet. One that nobody says yes to expires by itself.',
  planOf: (files: string) => `Plan of ${files}`,
  by: 'By',
  planUntil: (expires: string) => `can be applied until ${localDay(expires)}`,
  discard: 'Discard…',
  discarded: 'The plan was discarded.',
  stopped: 'Stopped by a guard',
  stoppedOtherwise: 'Stopped',
  moreGuards: (n: number) => `and ${count(n, 'more guard stops it', 'more guards stop it')}`,
  plansFailed: 'The waiting plans could not be loaded',

  more: (n: number) => `Show ${number(n)} more`,

  due: 'Coming up in the next seven days',
  late: (due: string) => `Was due on ${due} and has not happened`,
  lateHelp: 'The server tries again by itself. If this stays, tell whoever runs Rollbook.',
  dueActions: (action: Action, accounts: number) => `${count(accounts, 'account', 'accounts')} to be ${done[action]}`,
  dueAll: 'Open the schedule',
  dueFailed: 'The schedule could not be loaded',

  last: 'Last import',
  lastNone: 'No import has been applied yet.',
  lastFailed: 'The last import could not be loaded',
  undo: 'Undo…',
  undoOf: 'Undo the last import',
  undone: 'It has been taken back, all of it or in part.',
  undoneBy: 'See how',
  allBatches: 'All batches',

  first: 'Welcome to Rollbook',
  firstLead: 'This ledger is still empty. Three steps fill it; nothing is recorded before you say yes.',
  firstSteps: {
    institutions: {
      title: 'Add your institutions',
      help: 'Schools or customers. Each has its own seats, groups and, if you like, admins. Files from a student information system can bring them along.',
      link: 'Add institutions',
    },
    accounts: {
      title: 'Bring in the accounts',
      help: 'Choose a CSV or a zip of several. You see what is wrong in it, mend it here, and see what would happen before it does.',
      link: 'Check & import',
    },
    seats: {
      title: 'Set limits and invite others',
      help: 'A seat limit keeps each institution within its licences. Further admins, auditors and viewers sign in by a link.',
      link: 'Open the settings',
    },
  },
  firstTemplates: 'Not sure about the columns? Download a template',
  firstWaiting: 'There are no accounts yet',
  firstWaitingAdmin: 'A domain admin has not brought in accounts of your institution yet. They appear here as soon as that is done.',
  firstWaitingAuditor: 'Nothing was imported or added so far. What happens from now on appears here and in the audit.',
}

const done: Record<Action, string> = {
  disable: 'disabled',
  enable: 'enabled',
  deactivate: 'deactivated',
  reactivate: 'reactivated',
}
