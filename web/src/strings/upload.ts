import { count, listed, number } from './format'
import { profileName } from './profiles'

export const upload = {
  headings: {
    benchprep: 'What should happen to these people?',
    accounts: 'Create or update these accounts',
    activity: 'Record this activity',
    full: 'Bring everyone in line with these files',
    partial: 'Make the changes in these files',
  },
  means: {
    accounts: 'New people get an account, known ones are updated. Nobody loses access by this.',
    activity: 'An account with log-ins or grades is one with data: an import never deletes it. Nobody gains or loses access by this.',
    full: 'This is a full import. Accounts that came from the student information system and are no longer in users.csv are ended: deactivated where they have data, deleted where they were never used. The plan tells how many before anything changes.',
    partial: 'Only what these files name changes. Everyone else stays as they are.',
  },
  notYours: 'Somebody else uploads these files',
  notYourRole: 'Your role changes nothing in Rollbook. Give the files to an admin, who can upload them; what you mended here has to be downloaded first.',
  notYourFiles: `You upload lists of your own people: “${profileName('benchprep')}”. Files of this kind are for a domain admin: give them to one; what you mended here has to be downloaded first.`,
  allOrNothing: 'All or nothing',
  allOrNothingHelp: 'If a single row is refused, no row takes effect.',
  go: 'Upload and plan',
  help: (files: number) =>
    `This sends ${files === 1 ? 'the file' : `the ${number(files)} files`} to the server, which answers with a plan. Nothing changes until you have read it and said yes.`,
  refusedToo: (n: number) => `${count(n, 'refused row goes', 'refused rows go')} along and will be refused again; only good rows take effect.`,
  refusedStop: (n: number) => `${count(n, 'row is', 'rows are')} refused: as you want all or nothing, nothing would take effect. Mend ${n === 1 ? 'it' : 'them'} first.`,
  noPackage: 'These files do not make a package: the notices say what is missing or mixed. Check all files that belong together.',
  nothingGood: (rows: number) =>
    rows === 0 ? 'There is nothing to upload: no row follows the header.' : 'There is no good row to upload. Mend the rows first.',
  headerFirst: (files: string[]) =>
    `Files of one package go together, or not at all. First mend what is refused as a whole, or leave it out: ${listed(files)}.`,
  packing: 'Putting the files together…',
  sending: (percent: number, files: number) => `Sending the ${files === 1 ? 'file' : 'files'}: ${percent} %`,
  sendingNow: (files: number) => `Sending the ${files === 1 ? 'file' : 'files'}…`,
  planning: 'The server is planning…',
  failed: 'No plan was made',
  /** All of it was sent, and the answer was lost. */
  unsure: (files: number) => ({
    title: 'It is not known whether a plan was made',
    help: `The ${files === 1 ? 'file was' : 'files were'} sent, but the server’s answer did not arrive. Nothing has changed. Try again: a plan that was made already is shown, and not made a second time.`,
  }),
  /** To whoever went on to something else meanwhile. */
  ready: (files: string[]) => `The plan of ${listed(files)} is ready. Nothing has changed yet.`,
  failedMeanwhile: (files: string[]) => `No plan was made of ${listed(files)}. The files are still on the desk.`,
  unsureMeanwhile: (files: string[]) =>
    `It is not known whether a plan was made of ${listed(files)}: the server’s answer did not arrive. The files are still on the desk; sent again from there, they make no second plan.`,
}
