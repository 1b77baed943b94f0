import type { Continuity, Fault } from '../audit/log/protocol'
import { count, fileSize, number } from './format'

/** Both checks that a browser makes by itself: of one event, and of the whole log. */
export const logCheck = {
  title: 'Checked in your browser',
  checking: 'Checking…',
  failed: 'The check could not be made',
  again: 'Check again',
  unsigned: 'The log is not signed yet. The next change that is recorded will sign it; check again then.',
  event: {
    ok: 'This event is in the signed log, exactly as it was recorded.',
    okMeans: 'Your browser worked that out by itself from the stored event; it did not take the server’s word for it.',
    bad: 'This event could not be proven',
    badMeans:
      'Either the event was changed after it was recorded, or something changed the answer on its way to you. Do not rely on what this page says about it.',
    sealed: 'Checked is the event as it is stored. Names and reasons are sealed in it; the server has opened them for you to read.',
    leaf: 'Fingerprint of the event',
  },
  whole: {
    start: 'Check the whole log in your browser',
    title: 'Check of the whole log',
    means: 'Your browser reads every stored event, and works out by itself whether anything was changed, moved, removed or slipped in since it was signed. You can go on reading meanwhile.',
    begin: 'Start the check',
    stop: 'Stop',
    stopped: 'The check was stopped. Nothing was found out.',
    progress: (done: number, total: number) => `${number(done)} of ${count(total, 'event', 'events')} checked`,
    progressLabel: 'Events checked',
    ok: (size: number) => (size === 1 ? 'The one event is as it was signed.' : `All ${number(size)} events are as they were signed.`),
    okMeans: 'Nothing was changed, moved, removed or slipped in.',
    bad: 'The log is not as it was signed',
    badMeans: 'Something was changed after it was recorded, or on its way to you.',
    did: {
      read: (size: number, bytes: number) => `Every stored event was read and fingerprinted: ${number(size)}, ${fileSize(bytes)} in all.`,
      tree: 'The fingerprints give the very sum that the log has signed.',
      signed: (id: string) => `The signature is by the log’s own key, ${id}.`,
    },
    didTitle: 'What was checked',
    found: 'What was found',
    more: (n: number) => `And ${count(n, 'more fault', 'more faults')}.`,
    at: (position: number) => `Event ${number(position)}`,
    anywhere: 'The log as a whole',
  },
  todo: 'What to do',
  todoLines: [
    'Check once more, from another network if you can: an answer may have been changed on its way.',
    'If it stays, tell whoever runs this server. The command “rollbook verify” looks at the files themselves.',
    'Keep a copy of the data as it is before anybody repairs it.',
  ],
  continuity: {
    first: (size: number) =>
      `This browser has now remembered the log of ${count(size, 'event', 'events')}. From the next check on it will notice if anything before that was changed.`,
    grown: (size: number, at: string) =>
      `It goes on from the log that this browser remembered on ${at}, of ${count(size, 'event', 'events')}: nothing before was changed.`,
    cut: (size: number, at: string) =>
      `This browser remembers, since ${at}, a log of ${count(size, 'event', 'events')}. Now it has fewer: the last ones are gone.`,
    rewritten: (size: number, at: string) =>
      `This browser remembers, since ${at}, a log of ${count(size, 'event', 'events')}, and those are not the events of today: history was changed.`,
    'other-log': (_: number, at: string) =>
      `At this address this browser remembers another log, since ${at}. The ledger was exchanged for a different one.`,
  } satisfies Record<Continuity, (size: number, at: string) => string>,
  accept: 'Begin anew with the log as it is',
  acceptWhy: 'If you know the reason – a restored backup, or a ledger that was set up again – this browser can begin anew.',
  acceptTitle: 'Forget what this browser remembered?',
  acceptMeaning: 'It will hold later checks against the log as it is now. What differed before cannot be noticed any more.',
  accepted: 'This browser now remembers the log as it is.',
  keyChanged: (id: string) => `The log is signed by another key than the one that this browser knows: ${id}.`,
  keyChangedMeans: 'That is right if whoever runs this server has changed the key and told you so. Compare the key with what you were told.',
  acceptKey: 'I know of the new key',
  details: 'Details for specialists',
  fields: {
    origin: 'Name of the log',
    size: 'Events that are signed',
    root: 'Root of the tree',
    key: 'Key that signs',
    keyText: 'Public key',
    note: 'Signed checkpoint',
  },
  keyAdvice: 'To be sure that this is the log’s key, compare it once with what whoever runs the server reads out to you (rollbook log key show).',
  faults: {
    edited: 'This event was changed after it was recorded.',
    swapped: 'This event has changed places with another one.',
    moved: 'This event stands at another place than it did.',
    inserted: 'This event was slipped in: it was not there when the log was signed.',
    removed: 'An event that was signed is gone from here.',
    cut: 'The last events, from here on, are gone.',
    rewritten: 'Events from here on are not those that were signed; which of them cannot be told.',
    unsigned: 'Events from here on are not signed: nothing vouches for them.',
    tile: 'The stored fingerprints from here on were changed. The events themselves are right.',
    checkpoint: 'The log’s signature is not to be believed.',
    unreadable: 'From here on the log cannot be read.',
  } satisfies Record<Fault['kind'], string>,
}
