import type { Action, Status } from '../api/types'
import type { HelpTopic } from '../router'
import { count } from './format'

/** Not in the catalogue's index, so that the words come with the view that shows them. */
export const help = {
  topics: { statuses: 'Statuses', notices: 'Notices', jobs: 'Jobs' } satisfies Record<HelpTopic, string>,
}

type Told = Record<Status, string>

export const statusHelp = {
  lead: 'An account has one of four statuses. This is what each of them means for the person and for everybody else.',
  heading: 'What a status means',
  fact: 'What',
  facts: [
    ['Use it for', { active: 'daily work', disabled: 'a break: the summer, a late start', deactivated: 'somebody who has left for good', deleted: 'an account that should never have been' }],
    ['Can log in', { active: 'yes', disabled: 'no', deactivated: 'no', deleted: 'no' }],
    ['Takes a seat', { active: 'yes', disabled: 'no', deactivated: 'no', deleted: 'no' }],
    ['In the list of accounts', { active: 'yes', disabled: 'when asked for', deactivated: 'when asked for', deleted: 'never' }],
    ['In users.csv exports', { active: 'yes', disabled: 'yes', deactivated: 'only when asked for', deleted: 'no' }],
    ['Profile, data and progress', { active: 'kept', disabled: 'kept', deactivated: 'kept', deleted: 'destroyed' }],
    ['Teachers see a student’s data', { active: 'yes', disabled: 'yes', deactivated: 'when they reveal hidden accounts', deleted: 'no' }],
    ['Way back', { active: '–', disabled: 'Enable', deactivated: 'Reactivate', deleted: 'none' }],
  ] as [string, Told][],
  commands: 'Which command leads where',
  commandsLead: 'A command that has nothing to do says so and records nothing. One that cannot be done names the command that would help.',
  command: 'Command',
  verbs: {
    disable: { active: 'becomes disabled', disabled: 'nothing to do', deactivated: 'refused: reactivate first', deleted: 'refused' },
    enable: { active: 'nothing to do', disabled: 'becomes active', deactivated: 'refused: reactivate instead', deleted: 'refused' },
    deactivate: { active: 'becomes deactivated', disabled: 'becomes deactivated, and stays blocked underneath', deactivated: 'nothing to do', deleted: 'refused' },
    reactivate: { active: 'nothing to do', disabled: 'refused: enable instead', deactivated: 'becomes active, or disabled if it was blocked', deleted: 'refused' },
  } satisfies Record<Action, Told>,
  delete: { active: 'is deleted for good', disabled: 'is deleted for good', deactivated: 'is deleted for good', deleted: 'nothing to do' } satisfies Told,
  deleteName: 'Delete',
  worth: 'Worth knowing',
  worthFacts: [
    'A block survives deactivation. Whoever was disabled, is deactivated and comes back later is disabled again, exactly as before. Only enabling lifts the block.',
    'Reactivating takes a seat only where the person becomes active. Whoever comes back as disabled takes none.',
    'An account with data (log-ins, grades or classes of its own), or one that was changed by hand, is never deleted by an import: it is deactivated instead.',
    'Every change says who made it, when, why, through what, and as part of which batch. You find it on the account and in the audit.',
  ],
}

export const noticeHelp = {
  lead: 'Every code that a check, a plan or an answer of Rollbook can bear: what it means, an example, and what to do.',
  search: 'Search',
  searchHint: 'A code or a word, such as email',
  kinds: 'Filter by where it shows',
  all: 'All',
  groups: {
    error: { name: 'Refused by a check', help: 'The row is refused, or the whole file where the text says so. Mend it under Check & import, or in the file.' },
    warning: { name: 'Warnings', help: 'Nothing is refused, but a person should look.' },
    note: { name: 'Notes', help: 'Something was tidied or left aside while reading.' },
    refused: { name: 'Refused by a rule', help: 'A row of a plan, or a command, that a rule of the ledger stands against. Nothing of it is recorded.' },
    stopped: { name: 'Stopped', help: 'The whole batch waits before its first change.' },
    note_plan: { name: 'Good to know', help: 'The change is made, and this goes with it.' },
    reversal: { name: 'Reversals', help: 'Why a reversal or a replay leaves something as it is.' },
    sign_in: { name: 'Sign-in and roles', help: 'Why somebody is not let in, or may not do something.' },
    request: { name: 'Not understood, or too much', help: 'What was asked for cannot be, or not so much at once. Programs meet these more often than people.' },
    server: { name: 'The server', help: 'The server or its store has a fault, or is busy. Whoever runs the machine finds more with “rollbook doctor”.' },
  },
  example: 'Example',
  mend: 'What to do',
  shown: (n: number) => count(n, 'code', 'codes'),
  none: 'No code fits',
  noneHelp: 'Search for another word, or look at all codes.',
  showAll: 'Show all codes',
  copyLink: (code: string) => `Link to ${code}`,
}

interface Job {
  id: string
  title: string
  steps: string[]
  link: string
  href: string
}

export const jobHelp = {
  lead: 'The jobs that come up most, from beginning to end.',
  all: [
    {
      id: 'summer',
      title: 'Suspend everybody for the summer',
      steps: [
        'Disabling shuts people out for a while and keeps everything: their seats are free, their data and groups stay.',
        'Open the schedule, choose the institution and “Disable”, and give the day on which the holidays begin and the day on which they end.',
        'Rollbook shows how many people it concerns before anything is scheduled. More than a fifth of an institution at once needs a reason.',
        'On the last day, everybody gets back what the block took, and no more: whoever was disabled before stays disabled.',
        'If plans change, cancel the step until the day has come; afterwards, reverse the batch that it made.',
      ],
      link: 'Open the schedule',
      href: '/settings/schedule',
    },
    {
      id: 'leavers',
      title: 'Close the accounts of leavers',
      steps: [
        'Make a CSV with one column, “email”, and a row for each person who has left. The template has more columns for where families share an email.',
        'Drop it under Check & import. It is checked on your own computer; rows with a mistake can be mended on the spot.',
        'Choose “Deactivate”: nobody in the file can log in any more, their seats are free, and all their data is kept.',
        'Read the plan, which names everybody it would change, and say yes. Nothing happens before.',
        'A file that would end more than a fifth of an institution stops, and asks whether it is meant.',
      ],
      link: 'Check and import a file',
      href: '/check',
    },
    {
      id: 'back',
      title: 'Bring somebody back',
      steps: [
        'Find the person under Accounts, among all statuses: whoever is deactivated is not in the usual list.',
        'The account says why it is closed: who did it, when, and in which file.',
        '“Enable” brings back somebody who was disabled, “Reactivate” somebody who was deactivated; each gives them back as they were.',
        'It takes a seat. If none is free, the answer says how many are in use; raise the limit, or free a seat first.',
        'If the student information system controls the account, correct it there too: the next full import puts back what it says.',
      ],
      link: 'Find the person',
      href: '/accounts?status=all',
    },
    {
      id: 'nightly',
      title: 'Import every night',
      steps: [
        'Create a token for the program that sends the files. An import from a student information system needs the role of a domain admin.',
        'The secret is shown once. Put it where the program reads it, and nowhere else.',
        'The program sends users.csv, or a zip of all files, to /api/v1/imports and then applies the plan that it gets back.',
        'A plan that a guard stops is not applied: it waits for you to look at it. A file that changes nothing records nothing.',
        'Look under Batches in the morning. The list of tokens says when the program was last there.',
      ],
      link: 'Create a token',
      href: '/settings/tokens',
    },
    {
      id: 'undo',
      title: 'Undo what was done yesterday',
      steps: [
        'Everything that one import or command changed is a batch. Open it in the list of batches.',
        'Choose “Reverse”. The plan shows what would be put back for whom, before anything changes.',
        'What somebody has changed since is kept and named, with who did it; you can put it back too, person by person.',
        'People whom the batch created are deactivated, never deleted. Whoever was deleted cannot be brought back.',
        'A reversal is a batch itself: if it was a mistake, reverse it.',
      ],
      link: 'Open the batches',
      href: '/batches',
    },
  ] satisfies Job[],
}
