import { count, listed, number } from './format'
import { profileName, profiles } from './profiles'

export const check = {
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
}

function rowsIn(rows: number, files: number): string {
  const told = count(rows, 'row', 'rows')
  return files === 1 ? told : `${told} in ${count(files, 'file', 'files')}`
}

function ofFile(file: string | null): string {
  return file === null ? '' : ` of ${file}`
}

function refusedLeft(refused: number): string {
  return refused === 0 ? 'No refused row is left.' : `${count(refused, 'refused row is', 'refused rows are')} left.`
}
