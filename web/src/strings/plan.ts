import type { Effects } from '../api/types'
import { count, either, isolated, localTime, number } from './format'

export const plan = {
  appliedTitle: 'Applied',
  lead: 'Nothing has changed yet. This is what would happen:',
  nothing: (files: number) => `Nothing to do: everything is already as the ${files === 1 ? 'file says' : 'files say'}.`,
  institutions: 'What it means for each institution',
  institutionColumns: { institution: 'Institution', ends: 'Access ends', begins: 'Access begins', changes: 'Profiles changed', before: 'Seats now', after: 'Seats after', limit: 'Seat limit' },
  institutionColumnsApplied: { before: 'Seats before', after: 'Seats after' },
  deletedAmong: (n: number) => `${number(n)} deleted`,
  sameSeats: 'unchanged',
  guards: 'This plan is stopped',
  guardsMore: (n: number) => `And ${count(n, 'more guard', 'more guards')}`,
  guardsHelp: 'A guard stops changes that are unusually large. If this one is meant, say why; the reason is recorded with the batch.',
  override: 'Go ahead although the guard stops it',
  stops: {
    'all-or-nothing': 'You asked for all or nothing, and rows are refused. Mend them, or upload again without this choice.',
    'plan-scheduled': 'The file says whom to schedule for another day. Upload it again where it is to act now.',
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
  changesShown: (shown: number, most: boolean, fromFile: boolean) => {
    if (fromFile) return most ? `The first ${number(shown)} rows that change something` : count(shown, 'row', 'rows')
    return most ? `The first ${number(shown)} accounts that change` : count(shown, 'account', 'accounts')
  },
  /** How the list of changes goes on; `left` is what it does not show, as sentences. */
  changesLeft: (left: string[]) =>
    `${left.length > 0 ? `Besides these: ${left.join(', ')}.` : 'There are more.'} Once the plan is applied, its batch lists everyone.`,
  fromInformationSystem: 'From a student information system',
  changeColumns: { file: 'File', row: 'Row', person: 'Account', institution: 'Institution', effect: 'What happens' },
  continue: 'Continue…',
  startOver: 'Start over',
  discard: 'Discard this plan',
  discardTitle: 'Discard this plan?',
  discardMeans: (files: string) =>
    `Nobody can apply the plan of ${files} any more, and nothing of it is kept. No account changes. If it is needed after all, upload the file again.`,
  discardYes: 'Yes, discard it',
  discardFailed: 'The plan was not discarded',
  leaveTitle: 'What about this plan?',
  leaveMeans:
    'Nobody has said yes to it yet. Left waiting, it stays on Home, and a colleague can still apply it. Discarded, nothing of it is kept. No account changes either way.',
  leaveWaiting: 'Leave it waiting',
  leaveDiscard: 'Discard it',
  loading: 'Loading the plan…',
  loadFailed: 'The plan cannot be shown',
  changed: 'The ledger moved on, so the plan was made again',
  changedHelp: 'Others changed something since you saw the plan. Compare, then continue with the new plan if it is still what you mean.',
  changedColumns: { file: 'File', row: 'Row', before: 'Before', after: 'Now' },
  noDifferences: 'The rows have the same effects; only the position in the ledger differs.',
  applying: 'Applying…',
  applyingOf: (done: number, total: number) => `${number(done)} of ${number(total)} recorded`,
  checkingPlan: 'Checking the plan against the ledger…',
  failed: 'Nothing was recorded',
  done: 'Done',
  doneBefore: 'Already applied',
  doneBeforeBy: (actor: string | null, at: string) =>
    `Already applied${actor === null ? '' : ` by ${isolated(actor)}`} on ${localTime(at)}`,
  recorded: (events: number) => `Recorded in the ledger, as ${count(events, 'entry', 'entries')}.`,
  nothingRecorded: 'Nothing was recorded: everything was already in place.',
  openBatch: 'Open the batch',
  undo: 'Undo…',
  next: 'Check other files',
}

export const consent = {
  title: 'Apply this plan?',
  yes: 'Yes, apply it',
  yesDelete: (n: number) => `Yes, apply it and delete ${count(n, 'account', 'accounts')}`,
  deletes: (n: number) =>
    `A deletion is final. ${count(n, 'account', 'accounts')} and everything tied to ${n === 1 ? 'it' : 'them'} will be destroyed, and neither a reversal nor a later import brings ${n === 1 ? 'it' : 'them'} back.`,
  recorded: (actor: string) => `It is recorded under your name, ${isolated(actor)}.`,
  overrides: (reason: string) => `The guard that stops it is overridden, for the reason “${reason}”.`,
  refused: (n: number) => `${count(n, 'refused row is', 'refused rows are')} left out.`,
  atomic: 'All the good rows take effect together, or none of them does.',
  ends: ({ deactivate, disable }: Effects) => {
    const n = deactivate + disable
    const how = either([deactivate > 0 && 'deactivated', disable > 0 && 'disabled'])
    const who = n === 1 ? `Whoever is ${how}` : `The ${number(n)} who are ${how}`
    return `${who} can no longer log in from this moment. Their data are kept, and they can be brought back.`
  },
  opens: ({ create, enable, reactivate }: Effects) => {
    const how = either([create > 0 && 'created', enable > 0 && 'enabled', reactivate > 0 && 'reactivated'])
    const unless = create + reactivate > 0 ? ', unless the account is disabled' : ''
    return `Whoever is ${how} can log in from this moment and takes a seat${unless}.`
  },
  groups: 'The groups that they leave are recorded, so that they can be put back.',
}
