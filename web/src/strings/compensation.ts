import { count, isolated, number } from './format'

/** Reversing a batch, and replaying it. */
export const compensation = {
  planFailed: 'No plan was made',
  failed: 'Nothing was recorded',
  loading: 'Working out what would happen…',
  toBatch: 'Back to the batch',
  of: 'The batch',
  lead: {
    reversal: 'Nothing has changed yet. This is what reversing it would do:',
    replay: 'Nothing has changed yet. This is what doing it again would do:',
  },
  nothing: {
    reversal: 'Nothing to reverse: what this batch changed is as it was before it, or stays for the reasons below.',
    replay: 'Nothing to do again: what this batch did is in place already, or stays for the reasons below.',
  },
  means: {
    reversal: 'Whatever the batch did is put back as it was before it. Nothing is erased: the reversal is a batch of its own, and can be undone.',
    replay: 'What the batch did is done once more, to the accounts as they are now. The replay is a batch of its own, and can be undone.',
  },
  already: 'This batch was reversed already, all of it or in part.',
  alreadyLink: 'Open the reversal',
  keptHeading: (n: number, accounts: boolean) => {
    const who = accounts ? count(n, 'account stays as it is', 'accounts stay as they are') : count(n, 'stays as it is', 'stay as they are')
    return `${who}: somebody has changed ${n === 1 ? 'it' : 'them'} since`
  },
  wasKeptHeading: (n: number, accounts: boolean) => {
    const who = accounts ? count(n, 'account stayed as it was', 'accounts stayed as they were') : count(n, 'stayed as it was', 'stayed as they were')
    return `${who}: somebody had changed ${n === 1 ? 'it' : 'them'} since`
  },
  keptHelp: 'What others did after the batch is left alone. Choose whom you want to put back anyway; the plan is made again at once.',
  columns: { who: 'Account', since: 'Changed since', force: 'Put back anyway' },
  refusedColumns: { who: 'Account', reason: 'Reason' },
  force: 'Put back anyway',
  forceOf: (who: string) => `Put back ${isolated(who)} anyway`,
  isForced: 'will be put back',
  isAsBefore: 'As before the batch already: nothing to put back',
  now: 'Now',
  reason: (reason: string) => `Reason: “${isolated(reason)}”`,
  importControl: 'Some of these accounts come from a student information system: what its next full import says of them counts again.',
  event: 'Open the event',
  eventOf: (who: string) => `Open the event that changed ${isolated(who)}`,
  again: 'Making the plan again…',
  planAgain: (kept: number, changed: string) =>
    `The plan was made again: ${changed === '' ? 'nothing would change' : changed}; ${count(kept, 'account stays as it is', 'accounts stay as they are')}.`,
  refusedHeading: { reversal: (n: number) => `${number(n)} cannot be put back`, replay: (n: number) => `${number(n)} cannot be done again` },
  refusedHelp: 'These stay as they are, for the reasons told here.',
  leftOut: (n: number) => `${count(n, 'more is', 'more are')} not listed; the numbers above count everything.`,
  deleted: 'a deleted account',
  aspects: {
    status: 'Status',
    block: 'Status',
    origin: 'Where the account comes from',
    institution: 'Institution',
    account: 'The whole account',
    activity: 'Log-ins and grades',
    seats: 'Seat limit',
    class: 'Class',
    group: 'Group',
  } as Record<string, string>,
  group: (name: string) => `Group ${isolated(name)}`,
  outcomes: {
    reversed: 'put back',
    replayed: 'done again',
    kept: 'stays as it is',
    refused: 'refused',
    'nothing-to-do': 'nothing to do',
  } as Record<string, string>,
  changedColumns: { who: 'Account', what: 'What', before: 'Before', after: 'Now' },
  noDifferences: 'The same accounts are put back; only the details differ.',
  continue: 'Continue…',
  leave: 'Leave it as it is',
  consent: {
    reversal: 'Reverse this batch?',
    replay: 'Do this batch again?',
  },
  yes: { reversal: 'Yes, reverse it', replay: 'Yes, do it again' },
  keptToo: (n: number) => `${count(n, 'account stays', 'accounts stay')} as ${n === 1 ? 'it is' : 'they are'}, because somebody has changed ${n === 1 ? 'it' : 'them'} since.`,
  forcedToo: (n: number) => `${count(n, 'account is', 'accounts are')} put back although somebody has changed ${n === 1 ? 'it' : 'them'} since.`,
  refusedToo: (n: number) => `${count(n, 'change', 'changes')} cannot be made and ${n === 1 ? 'is' : 'are'} left out.`,
  atomic: 'All of it takes effect together, or none of it does.',
  applying: { reversal: 'Reversing…', replay: 'Doing it again…' },
  applyingHelp: 'Everything takes effect together. You may leave this page; what was done is found among the batches.',
  done: { reversal: 'Reversed', replay: 'Done again' },
  recorded: (events: number) => `Recorded in the ledger, as ${count(events, 'entry', 'entries')}.`,
  nothingRecorded: 'Nothing was recorded: everything was in place already.',
  whoStays: 'See who would stay as they are now, and why',
  openBatch: 'Open the new batch',
  undo: 'Undo',
  undoHelp: { reversal: 'Undo reverses this reversal.', replay: 'Undo reverses this replay.' },
}
