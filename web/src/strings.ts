import type { Action, Role, Status } from './api/types'

/** Every word that the console shows, in one place, so that it can be translated. Notices and problems bring their own. */

const LANGUAGE = 'en'
const numbers = new Intl.NumberFormat(LANGUAGE)
const plurals = new Intl.PluralRules(LANGUAGE)
const lists = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' })
const MOST_NAMES = 4
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

const profiles: Record<string, { name: string; means: string }> = {
  auto: { name: 'Find out from the files', means: 'The names and headers of the files tell what they are.' },
  benchprep: {
    name: 'Bulk actions by email (BenchPrep)',
    means: 'Each row names a person; you choose below what happens to them all.',
  },
  accounts: { name: 'Accounts to create or update', means: 'Each row is an account: new people get one, known ones are updated. Nobody is ended.' },
  activity: { name: 'Log-ins and grades', means: 'Each row reports when somebody last logged in, or how many grades they have. Nobody gains or loses access.' },
  'powerschool-full-v1': {
    name: 'Full PowerSchool import, version 1',
    means: 'users.csv lists everyone, with the column “enabled”: 1 may log in. Who is left out is ended.',
  },
  'powerschool-full-v2': {
    name: 'Full PowerSchool import, version 2',
    means: 'users.csv lists everyone, with the column “blocked”: 1 may not log in. Who is left out is ended.',
  },
  'powerschool-partial-v1': {
    name: 'PowerSchool changes, version 1',
    means: 'The files list only what changes, with the column “enabled”: 1 may log in.',
  },
  'powerschool-partial-v2': {
    name: 'PowerSchool changes, version 2',
    means: 'The files list only what changes, with the column “blocked”: 1 may not log in.',
  },
}

const profileName = (profile: string): string => profiles[profile]?.name ?? profile

/** The plain meaning of problem codes, where the answer brings no words of its own, or none for a person. */
const problems: Record<string, string> = {
  unreachable: 'The server did not answer. Check that Rollbook is still running, then try again.',
  'not-signed-in': 'Your session has ended. Sign in again at the top of this page, then go on.',
  'current-password-not-accepted': 'The current password is another one.',
}
const notFound = 'There is nothing at this address. It may be mistyped, or what it led to is gone.'
const unexplained = 'The server answered with an error that it did not explain. Try again; if it stays, look at its log.'

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
  notFound,
  unexplained,
  problemTitle,
  common: {
    cancel: 'Cancel',
    close: 'Close',
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
    email: 'Email',
    password: 'Password',
    signIn: 'Sign in',
    signingIn: 'Signing in…',
    refused: 'You are not signed in',
    byLink: 'No password yet, or forgotten it?',
    how: 'A one-time link signs this browser in as well. It is printed on the machine that Rollbook runs on.',
    first: 'The first start prints a link:',
    again: 'Later, whoever has the data directory can have another printed for you:',
    sampleEmail: 'you@school.example',
    open: 'Open the link in this browser. It works once.',
    retry: 'I have opened a link: try again',
    signOut: 'Sign out',
    failed: 'This link did not sign you in',
    ended: 'Your session has ended',
    endedHelp: 'Nothing on this page is lost: sign in again and go on.',
    endedLink: 'Or open a new sign-in link in another tab:',
    resume: 'I have opened it: continue',
  },
  ownPassword: {
    title: (isSet: boolean) => (isSet ? 'Change password' : 'Set a password'),
    means: (actor: string) => `It signs you in as ${actor}. All your other sessions and sign-in links end.`,
    current: 'Current password',
    next: 'New password',
    help: '12 to 256 characters. Several words are easy to remember.',
    show: 'Show the new password',
    yes: 'Set the password',
    failed: 'The password was not set',
    done: 'The password is set',
    doneHelp: (actor: string) => `From now on you can sign in by ${actor} and this password. Your other sessions and sign-in links have ended.`,
  },
  check: {
    title: 'Check & import',
    lead: 'Start with a CSV of people, or the files of a student information system. They are checked on this computer; nothing is sent before you upload it.',
    steps: ['Check', 'Plan', 'Apply'],
    stepHelp: ['on this computer', 'nothing changes yet', 'after your yes'],
    stepsLabel: 'Steps of an import',
    stepDone: 'done',
    drop: 'Drop CSVs or a zip here',
    dropOr: 'or',
    choose: 'Choose files',
    together: 'Files chosen together are checked and imported together.',
    private: 'Files stay on this computer while they are checked.',
    templates: 'Start from a template',
    template: profileName,
    checking: (chosen: string[]) => `Checking ${listed(chosen)}`,
    openingOf: (done: string, total: string) => `Reading, and leaving passwords out: ${done} of ${total}, on this computer`,
    checkingOf: (done: string, total: string) => `${done} of ${total}, on this computer`,
    again: 'Checking again…',
    stop: 'Stop checking',
    failed: 'The check could not be finished',
    unreadable: 'The browser could not read a file. If it was changed or moved since you chose it, choose it again.',
    wasmFailed: 'The validator could not be loaded. Reload the page and try again.',
    verdict: (rows: number, files: number, good: number, refused: number) =>
      `${rowsIn(rows, files)}: ${number(good)} good, ${number(refused)} refused`,
    allGood: (rows: number, files: number) => `${rowsIn(rows, files)}, all good`,
    noRows: (files: number) => (files === 1 ? 'No rows in this file' : 'No rows in these files'),
    unreadableFile: (files: string[], all: number) =>
      all === 1 ? 'This file cannot be read' : `${listed(files)} cannot be read`,
    badArchive: (files: string[], all: number) => (all === 1 ? 'This archive cannot be used' : `${listed(files)} cannot be used`),
    filesNamed: listed,
    filesHeading: 'The files',
    fileColumns: { file: 'File', rows: 'Rows', good: 'Good', refused: 'Refused', found: 'Found' },
    leaveFileOut: 'Leave out',
    leaveOutOf: (file: string) => `Leave out ${file}`,
    fileLeftOut: (file: string) => `${file} was left out and everything checked again.`,
    found: (n: number) => count(n, 'notice', 'notices'),
    showFound: (n: number, file: string) => `Show ${count(n, 'notice', 'notices')} on ${file}`,
    nothingFound: 'nothing',
    passwords: (n: number) => `Passwords were left out: ${count(n, 'row', 'rows')}. Rollbook neither keeps nor sends them.`,
    passwordsOf: (n: number) => `${count(n, 'password', 'passwords')} left out`,
    mended: (n: number) => count(n, 'change made here', 'changes made here'),
    undo: 'Undo the last change',
    undone: 'The last change was undone and everything was checked again.',
    profile: 'Read as',
    profiles: profileName,
    profileMeans: (profile: string) => profiles[profile]?.means ?? '',
    detected: (profile: string) => `Found: ${profileName(profile)}`,
    undetected: (files: number) => (files === 1 ? 'The header fits no kind of file' : 'The headers fit no kind of file'),
    another: 'Check other files',
    dropChanges: 'Leave without saving your changes?',
    dropChangesHelp: (n: number) =>
      `${count(n, 'change', 'changes')} that you made here ${n === 1 ? 'is' : 'are'} saved nowhere. Download the mended files first if you want to keep them.`,
    dropChangesYes: 'Leave without saving',
    packageName: 'package.zip',
    downloadMended: (files: number) => (files === 1 ? 'Download the mended file' : 'Download the mended files'),
    downloadRefused: 'Download the refused rows',
    notices: 'What was found',
    filters: 'Filter by severity and kind',
    fileFilter: 'In',
    allFiles: 'All files',
    all: 'All',
    severities: { error: 'Refused', warning: 'Warnings', note: 'Notes' },
    severity: { error: 'Refused', warning: 'Warning', note: 'Note' },
    columns: { file: 'File', row: 'Row', column: 'Column', value: 'Value', reason: 'Reason', fix: 'How to mend it', act: 'Actions' },
    kept: (kept: number, all: number) => `Showing the first ${number(kept)} of ${number(all)} notices. The counts are complete.`,
    wholeFile: 'file',
    blank: 'blank',
    noValue: 'no value',
    mend: 'Mend',
    mendRow: (row: number, file: string | null) => `Mend row ${row}${ofFile(file)}`,
    mendHeading: (row: number, file: string | null) => `Row ${number(row)}${ofFile(file)}, as it stands in the file`,
    mendSave: 'Save and check again',
    leaveOut: 'Leave the row out',
    rowMended: (row: number, file: string | null, refused: number) =>
      `Row ${number(row)}${ofFile(file)} was changed and everything checked again. ${refusedLeft(refused)}`,
    rowLeftOut: (row: number, file: string | null, refused: number) =>
      `Row ${number(row)}${ofFile(file)} was left out and everything checked again. ${refusedLeft(refused)}`,
    unnamedColumn: (n: number) => `Column ${n}`,
  },
  upload: {
    headings: {
      benchprep: 'What should happen to these people?',
      accounts: 'Create or update these accounts',
      activity: 'Record this activity',
      full: 'Bring everyone in line with these files',
      partial: 'Make the changes in these files',
    },
    means: {
      accounts: 'New people get an account, known ones are updated. Nobody is ended by this.',
      activity: 'An account with log-ins or grades is one with data: an import never deletes it. Nobody gains or loses access by this.',
      full: 'This is a full import. Accounts that came from the student information system and are no longer in users.csv are ended: deactivated where they have data, deleted where they were never used. The plan tells how many before anything changes.',
      partial: 'Only what these files name changes. Everyone else stays as they are.',
    },
    allOrNothing: 'All or nothing',
    allOrNothingHelp: 'If a single row is refused, no row takes effect.',
    go: 'Upload and plan',
    help: (files: number) =>
      `This sends ${files === 1 ? 'the file' : `the ${number(files)} files`} to the server, which answers with a plan. Nothing changes until you have read it and said yes.`,
    refusedToo: (n: number) => `${count(n, 'refused row goes', 'refused rows go')} along and will be refused again; only good rows take effect.`,
    refusedStop: (n: number) => `${count(n, 'row is', 'rows are')} refused: as you want all or nothing, nothing would take effect. Mend ${n === 1 ? 'it' : 'them'} first.`,
    noPackage: 'These files do not make a package: the notices say what is missing or mixed. Check all files that belong together.',
    nothingGood: 'There is no good row to upload. Mend the rows first.',
    headerFirst: (files: string[]) =>
      `Files of one package go together, or not at all. First mend what is refused as a whole, or leave it out: ${listed(files)}.`,
    packing: 'Putting the files together…',
    sending: (percent: number, files: number) => `Sending the ${files === 1 ? 'file' : 'files'}: ${percent} %`,
    planning: 'The server is planning…',
    failed: 'No plan was made',
  },
  plan: {
    title: 'Plan',
    appliedTitle: 'Applied',
    lead: 'Nothing has changed yet. This is what would happen:',
    nothing: (files: number) => `Nothing to do: everything is already as the ${files === 1 ? 'file says' : 'files say'}.`,
    seats: 'Seats',
    seatColumns: { institution: 'Institution', before: 'Now', after: 'After', change: 'Change', limit: 'Limit' },
    seatColumnsApplied: { before: 'Before', after: 'After' },
    guards: 'This plan is stopped',
    guardsMore: (n: number) => `And ${count(n, 'more guard', 'more guards')}`,
    guardsHelp: 'A guard stops changes that are unusually large. If this one is meant, say why; the reason is recorded with the batch.',
    override: 'Go ahead although the guard stops it',
    stops: {
      'all-or-nothing': 'You asked for all or nothing, and rows are refused. Mend them, or upload again without this choice.',
      'seat-limit': 'You asked for all or nothing, and there are not enough seats for everyone. Raise the limit, free seats, or upload again without this choice.',
    } as Record<string, string>,
    stopsOtherwise: 'It cannot be applied as it stands. What is refused below says why; mend it and upload again.',
    notices: 'Good to know',
    overrideReason: 'Why is this meant?',
    refusals: 'Refused rows',
    refusalsHelp: 'These rows change nothing. Mend them and upload them again at any time.',
    refusalColumns: { file: 'File', row: 'Row', column: 'Column', reason: 'Reason' },
    downloadRefused: 'Download the refused rows',
    downloadRefusedOf: (file: string) => `Refused rows of ${file}`,
    leftOut: 'not listed',
    changes: 'Changes',
    changesShown: (shown: number, most: boolean) =>
      most ? `The first ${number(shown)} rows that change something` : count(shown, 'row', 'rows'),
    changeColumns: { file: 'File', row: 'Row', person: 'Account', effect: 'What happens' },
    continue: 'Continue…',
    startOver: 'Start over',
    loading: 'Loading the plan…',
    changed: 'The ledger moved on, so the plan was made again',
    changedHelp: 'Others changed something since you saw the plan. Compare, then continue with the new plan if it is still what you mean.',
    changedColumns: { file: 'File', row: 'Row', before: 'Before', after: 'Now' },
    noDifferences: 'The rows have the same effects; only the position in the ledger differs.',
    applying: 'Applying…',
    applyingOf: (done: number, total: number) => `${number(done)} of ${number(total)} recorded`,
    checkingPlan: 'Checking the plan against the ledger…',
    failed: 'Nothing was recorded',
    done: 'Done',
    recorded: (events: number) => `${count(events, 'event is', 'events are')} in the ledger, the batch’s own record included.`,
    nothingRecorded: 'Nothing was recorded: everything was already in place.',
    openBatch: 'Open the batch',
    next: 'Check other files',
  },
  consent: {
    title: 'Apply this plan?',
    yes: 'Yes, apply it',
    yesDelete: (n: number) => `Yes, apply it and delete ${count(n, 'account', 'accounts')}`,
    deletes: (n: number) =>
      `A deletion is final. ${count(n, 'account', 'accounts')} and everything tied to ${n === 1 ? 'it' : 'them'} will be destroyed, and neither a reversal nor a later import brings ${n === 1 ? 'it' : 'them'} back.`,
    recorded: (actor: string) => `It is recorded under your name, ${actor}.`,
    refused: (n: number) => `${count(n, 'refused row is', 'refused rows are')} left out.`,
    atomic: 'All the good rows take effect together, or none of them does.',
    ends: (n: number) =>
      n === 1
        ? 'Whoever is deactivated or disabled can no longer log in from this moment. Their data are kept, and they can be brought back.'
        : `The ${number(n)} who are deactivated or disabled can no longer log in from this moment. Their data are kept, and they can be brought back.`,
    opens: 'Whoever is created, enabled or reactivated can log in from this moment and takes a seat.',
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
    imported: 'This account comes from a student information system: the next full import will put it back.',
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

function rowsIn(rows: number, files: number): string {
  const told = count(rows, 'row', 'rows')
  return files === 1 ? told : `${told} in ${count(files, 'file', 'files')}`
}

function ofFile(file: string | null): string {
  return file === null ? '' : ` of ${file}`
}

/** A few names are told, more are counted. */
function listed(names: string[]): string {
  return names.length > MOST_NAMES ? count(names.length, 'file', 'files') : lists.format(names)
}

function refusedLeft(refused: number): string {
  return refused === 0 ? 'No refused row is left.' : `${count(refused, 'refused row is', 'refused rows are')} left.`
}
