import type { Action, Role, Status } from './api/types'

/** Every word that the console shows, in one place, so that it can be translated. Notices and problems bring their own. */

const LANGUAGE = 'en'
const numbers = new Intl.NumberFormat(LANGUAGE)
const plurals = new Intl.PluralRules(LANGUAGE)
const times = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' })

export const number = (n: number): string => numbers.format(n)

/** "1 row", "1,000 rows". */
export const count = (n: number, one: string, many: string): string =>
  `${numbers.format(n)} ${plurals.select(n) === 'one' ? one : many}`

/** A time in the person's own zone. */
export const localTime = (at: string): string => times.format(new Date(at))

export const utcTime = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * Messages of the validator and the server begin in lower case, so that they fit into other sentences. One that begins
 * with the name of a column keeps it as it is.
 */
export const capitalised = (message: string): string =>
  /^\S*[_`]/.test(message) ? message : message.charAt(0).toLocaleUpperCase(LANGUAGE) + message.slice(1)

const MEGABYTE = 1_000_000

export const fileSize = (bytes: number): string =>
  bytes < 1000
    ? count(bytes, 'byte', 'bytes')
    : bytes < MEGABYTE
      ? `${numbers.format(Math.round(bytes / 1000))} kB`
      : `${numbers.format(Math.round(bytes / (MEGABYTE / 10)) / 10)} MB`

const statuses: Record<Status, string> = {
  active: 'Active',
  disabled: 'Disabled',
  deactivated: 'Deactivated',
  deleted: 'Deleted',
}

const actions: Record<Action, { verb: string; who: string; means: string }> = {
  deactivate: {
    verb: 'Deactivate',
    who: 'They have left for good',
    means: 'No log-in, no seat. Data and progress are kept, and reactivating brings them back.',
  },
  disable: {
    verb: 'Disable',
    who: 'They are away for a while',
    means: 'No log-in, no seat. The account stays in exports, and teachers still see the data.',
  },
  enable: {
    verb: 'Enable',
    who: 'They are back from being away',
    means: 'Disabled accounts can log in again and take a seat again.',
  },
  reactivate: {
    verb: 'Reactivate',
    who: 'They have come back',
    means: 'Deactivated accounts return as they were, with their data, and take a seat again.',
  },
}

const roles: Record<Role, string> = {
  domain_admin: 'Domain admin',
  institution_admin: 'Institution admin',
  auditor: 'Auditor',
  viewer: 'Viewer',
  gate: 'Gate',
}

const profiles: Record<string, string> = {
  auto: 'Find out from the header',
  benchprep: 'Bulk actions by email (BenchPrep)',
  accounts: 'Accounts to create or update',
}

/** The plain meaning of problem codes, for answers that bring no words of their own, or none for a person. */
const problems: Record<string, string> = {
  unreachable: 'The server did not answer. Check that Rollbook is still running, then try again.',
  notFound: 'There is nothing at this address. It may be mistyped, or what it led to is gone.',
  unknown: 'The server answered with an error that it did not explain. Try again; if it stays, look at its log.',
}

function problemTitle(status: number): string {
  if (status === 0) return 'No answer'
  if (status === 401) return 'Not signed in'
  if (status === 403) return 'Not permitted'
  if (status === 404) return 'Not found'
  if (status === 413) return 'Too large'
  if (status === 429) return 'Too many requests'
  return status >= 500 ? 'The server failed' : 'Refused'
}

export const strings = {
  app: {
    name: 'Rollbook',
    skip: 'Skip to the content',
    navigation: 'Main',
    title: (view: string) => `${view} · Rollbook`,
    starting: 'Opening the console…',
    unknownView: 'There is no such page',
    unknownViewHelp: 'The address may be mistyped, or the page has moved.',
    toStart: 'Go to Check & import',
  },
  nav: { check: 'Check & import', accounts: 'Accounts', batches: 'Batches' },
  roles,
  statuses,
  actions,
  problems,
  problemTitle,
  common: {
    cancel: 'Cancel',
    retry: 'Try again',
    loading: 'Loading…',
    more: 'Show more',
    none: '–',
    unlimited: 'unlimited',
    reason: 'Reason',
    optional: '(optional)',
    reasonHelp: 'Kept in the ledger with your name. Name nobody in it.',
    institution: (id: number) => `Institution ${id}`,
    allInstitutions: 'All institutions',
  },
  session: {
    heading: 'Sign in to Rollbook',
    how: 'Rollbook has no passwords. A one-time link, printed on the machine that it runs on, signs this browser in.',
    first: 'The first start prints a link:',
    again: 'Later, or for a new browser, whoever has the data directory can have another printed:',
    open: 'Open the link in this browser. It works once.',
    retry: 'I have opened a link: try again',
    signOut: 'Sign out',
    failed: 'This link did not sign you in',
    ended: 'Your session has ended. Nothing on this page is lost: open a new sign-in link in another tab, then continue here.',
    resume: 'Continue',
  },
  check: {
    title: 'Check & import',
    lead: 'Start with a CSV of people. It is checked on this computer first; nothing is sent until you upload it.',
    steps: ['Check', 'Plan', 'Apply'],
    stepHelp: ['on this computer', 'nothing changes yet', 'after your yes'],
    stepsLabel: 'Steps of an import',
    stepDone: 'done',
    drop: 'Drop a CSV here',
    dropOr: 'or',
    choose: 'Choose a file',
    private: 'The file stays on this computer while it is checked.',
    templates: 'Start from a template',
    template: (profile: string) => profiles[profile] ?? profile,
    oneFile: 'One file at a time, please: drop a single CSV.',
    noZip: 'This is a zip archive. Unpack it and drop the CSV inside.',
    checking: (name: string) => `Checking ${name}`,
    checkingOf: (done: string, total: string) => `${done} of ${total}, on this computer`,
    again: 'Checking again…',
    stop: 'Stop checking',
    failed: 'The file could not be checked',
    unreadable: 'The browser could not read the file. If it was changed or moved since you chose it, choose it again.',
    wasmFailed: 'The validator could not be loaded. Reload the page and try again.',
    verdict: (rows: number, good: number, refused: number) =>
      `${count(rows, 'row', 'rows')}: ${number(good)} good, ${number(refused)} refused`,
    allGood: (rows: number) => `${count(rows, 'row', 'rows')}, all good`,
    noRows: 'No rows in this file',
    unreadableFile: 'This file cannot be read',
    mended: (n: number) => count(n, 'change made here', 'changes made here'),
    undo: 'Undo the last change',
    undone: 'The last change was undone and the file was checked again.',
    profile: 'Read as',
    profiles: (profile: string) => profiles[profile] ?? profile,
    detected: (profile: string) => `Found: ${profiles[profile] ?? profile}`,
    undetected: 'The header fits no kind of file',
    another: 'Check another file',
    downloadMended: 'Download the mended file',
    downloadRefused: 'Download the refused rows',
    notices: 'What was found',
    filters: 'Filter by severity and kind',
    all: 'All',
    severities: { error: 'Refused', warning: 'Warnings', note: 'Notes' },
    severity: { error: 'Refused', warning: 'Warning', note: 'Note' },
    columns: { row: 'Row', column: 'Column', value: 'Value', reason: 'Reason', fix: 'How to mend it', act: 'Actions' },
    kept: (kept: number, all: number) => `Showing the first ${number(kept)} of ${number(all)} notices. The counts are complete.`,
    wholeFile: 'file',
    blank: 'blank',
    noValue: 'no value',
    mend: 'Mend',
    mendRow: (row: number) => `Mend row ${row}`,
    mendHeading: (row: number) => `Row ${number(row)}, as it stands in the file`,
    mendSave: 'Save and check again',
    leaveOut: 'Leave the row out',
    rowMended: (row: number, refused: number) => `Row ${number(row)} was changed and the file checked again. ${refusedLeft(refused)}`,
    rowLeftOut: (row: number, refused: number) => `Row ${number(row)} was left out and the file checked again. ${refusedLeft(refused)}`,
    unnamedColumn: (n: number) => `Column ${n}`,
  },
  upload: {
    heading: 'What should happen to these people?',
    headingAccounts: 'Create or update these accounts',
    accountsHelp: 'New people get an account, known ones are updated. Nobody is ended by this.',
    go: 'Upload and plan',
    help: 'This sends the file to the server, which answers with a plan. Nothing changes until you have read it and said yes.',
    refusedToo: (n: number) => `${count(n, 'refused row goes', 'refused rows go')} along and will be refused again; only good rows take effect.`,
    nothingGood: 'There is no good row to upload. Mend the file first.',
    sending: (percent: number) => `Sending the file: ${percent} %`,
    planning: 'The server is planning…',
    failed: 'No plan was made',
  },
  plan: {
    title: 'Plan',
    appliedTitle: 'Applied',
    lead: 'Nothing has changed yet. This is what would happen:',
    nothing: 'Nothing to do: everything is already as the file says.',
    seats: 'Seats',
    seatColumns: { institution: 'Institution', before: 'Now', after: 'After', change: 'Change', limit: 'Limit' },
    seatColumnsApplied: { before: 'Before', after: 'After' },
    guards: 'This plan is stopped',
    guardsHelp: 'A guard stops changes that are unusually large. If this one is meant, say why; the reason is recorded with the batch.',
    override: 'Go ahead although the guard stops it',
    overrideReason: 'Why is this meant?',
    refusals: 'Refused rows',
    refusalsHelp: 'These rows change nothing. Mend them and upload them again at any time.',
    refusalColumns: { row: 'Row', column: 'Column', reason: 'Reason' },
    downloadRefused: 'Download the refused rows',
    changes: 'Changes',
    changesShown: (shown: number, most: boolean) =>
      most ? `The first ${number(shown)} rows that change something` : count(shown, 'row', 'rows'),
    changeColumns: { row: 'Row', person: 'Account', effect: 'What happens' },
    continue: 'Continue…',
    startOver: 'Start over',
    loading: 'Loading the plan…',
    changed: 'The ledger moved on, so the plan was made again',
    changedHelp: 'Others changed something since you saw the plan. Compare, then continue with the new plan if it is still what you mean.',
    changedColumns: { row: 'Row', before: 'Before', after: 'Now' },
    noDifferences: 'The rows have the same effects; only the position in the ledger differs.',
    applying: 'Applying…',
    applyingOf: (done: number, total: number) => `${number(done)} of ${number(total)} recorded`,
    checkingPlan: 'Checking the plan against the ledger…',
    failed: 'Nothing was recorded',
    done: 'Done',
    recorded: (events: number) => `${count(events, 'event is', 'events are')} in the ledger, the batch’s own record included.`,
    nothingRecorded: 'Nothing was recorded: everything was already in place.',
    openBatch: 'Open the batch',
    next: 'Check another file',
  },
  consent: {
    title: 'Apply this plan?',
    yes: 'Yes, apply it',
    recorded: (actor: string) => `It is recorded under your name, ${actor}.`,
    refused: (n: number) => `${count(n, 'refused row is', 'refused rows are')} left out.`,
    atomic: 'All the good rows take effect together, or none of them does.',
    ends: 'They can no longer log in from this moment. Their data are kept, and they can be brought back.',
    opens: 'They can log in again from this moment, and each takes a seat.',
    groups: 'The groups that they leave are recorded, so that they can be put back.',
  },
  accounts: {
    title: 'Accounts',
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
  },
  account: {
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
  },
  act: {
    title: (action: Action, who: string) => `${actions[action].verb} ${who}?`,
    confirm: (action: Action) => actions[action].verb,
    means: {
      disable: 'The account can no longer log in and frees its seat until somebody enables it. All data are kept; teachers and exports still show it.',
      enable: 'The account can log in again and takes a seat again.',
      deactivate: 'The account can no longer log in, frees its seat and leaves the default list. Profile, data and progress are kept, and reactivating gives them back as they were.',
      reactivate: 'The account comes back as it was before, with its data. It can log in and takes a seat, unless it was disabled.',
    } satisfies Record<Action, string>,
    imported: 'A student information system states this account: the next full import may put it back.',
  },
  batches: {
    title: 'Batches',
    lead: 'Every import that changed something, newest first.',
    events: (n: number) => count(n, 'event', 'events'),
    none: 'No batch yet',
    noneHelp: 'A batch appears here as soon as an import has been applied.',
    failed: 'The batches could not be loaded',
    detailFailed: 'The batch could not be loaded',
    back: 'All batches',
    heading: (kind: string) => kinds[kind] ?? kind,
    about: 'About this batch',
    effects: 'What it did',
    fields: { actor: 'By', channel: 'Through', reason: 'Reason', override: 'Guard overridden because', files: 'Files', profile: 'Read as', events: 'Events', positions: 'Positions in the ledger', id: 'Batch ID' },
    channels: { web: 'Console', cli: 'Command line', api: 'API', import: 'Import', schedule: 'Schedule' } as Record<string, string>,
    eventsInAll: (n: number) => `${count(n, 'event', 'events')}, the batch’s own record included`,
    noReason: 'none given',
    positions: (first: number, last: number) => `${number(first)} to ${number(last)}`,
  },
}

const kinds: Record<string, string> = {
  import: 'Import',
  reversal: 'Reversal',
  replay: 'Replay',
}

function refusedLeft(refused: number): string {
  return refused === 0 ? 'No refused row is left.' : `${count(refused, 'refused row is', 'refused rows are')} left.`
}
