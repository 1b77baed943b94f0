import { count, fileSize } from './format'

/** Not in the catalogue's index, so that the words come with the view that shows them. */
export const exports = {
  lead: 'Files for other systems: everybody as the ledger has them, and empty files to fill in.',
  heading: 'Download everybody',
  notYours: 'Exports hold the people of every institution, so they are for domain admins and auditors. Templates are below.',
  file: 'Which file?',
  files: {
    'users-v2': {
      name: 'users.csv, version 2',
      means: 'For a student information system: everybody it controls who is active or disabled. The column “blocked” has 1 for whoever may not log in.',
    },
    'users-v1': {
      name: 'users.csv, version 1',
      means: 'The same people. The column “enabled” has 1 for whoever may log in.',
    },
    accounts: {
      name: 'accounts.csv',
      means: 'Everybody in the ledger, deactivated people too, with their status and where each account came from.',
    },
  },
  machines: {
    users: 'It is made for programs. Read back unchanged as a full import, it changes nothing.',
    accounts: 'It is made for programs. Read back unchanged as accounts to create or update, it changes nothing.',
  },
  when: 'As of when?',
  moments: {
    now: 'Now',
    day: 'A day in the past',
    position: 'A position in the ledger',
  },
  day: 'Day',
  time: 'Time',
  timeHelp: 'Blank means the end of the day. Your own time zone.',
  position: 'Position',
  positionHelp: 'The number that the audit shows with every event.',
  past: 'It lists the people who exist now, as they were then. Whoever was deleted since is not in it. Read back, it would bring them to where they were then.',
  deactivated: 'With deactivated people as well',
  deactivatedHelp: 'Read back as a full import, such a file would bring everybody in it back. So it is saved under a name that a full import does not take.',
  formulas: 'Cells stand exactly as they are in the ledger. A name that begins with = + - or @ may run as a formula when a spreadsheet opens the file: there, import all columns as text.',
  go: (file: string) => `Download ${file}`,
  downloading: 'Downloading',
  soFar: (bytes: number) => (bytes === 0 ? 'The server is gathering everybody…' : `${fileSize(bytes)} so far`),
  saved: (name: string, rows: number, bytes: number) => `${name} is saved: ${count(rows, 'person', 'people')}, ${fileSize(bytes)}.`,
  stopped: 'Stopped. No file was saved.',
  stop: 'Stop',
  failed: 'No file was saved',
}

export const templates = {
  heading: 'Templates',
  lead: 'An empty file with the header that Rollbook expects. Fill in one row for each person, then check it under Check & import.',
  profile: 'What is it for?',
  /** What the check says of it speaks of a choice that is made there. */
  bulk: 'Each row names a person. When you import it, you choose what happens to them all.',
  download: 'Download the header',
  downloadOf: (file: string) => `of ${file}`,
  columns: 'Columns',
  column: 'Column',
  means: 'What it holds',
  needed: 'must be filled',
  oneOf: 'one of these must be filled',
  files: (n: number) => count(n, 'file', 'files'),
  package: 'The files belong together: check and import them as one, or as a zip. Leave out those you do not need.',
  fullPackage: 'users.csv must be there and list everybody. Leave out the other files if you do not need them.',
}
