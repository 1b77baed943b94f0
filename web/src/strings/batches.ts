import { count, number } from './format'

export const batches = {
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
}

const kinds: Record<string, string> = {
  import: 'Import',
  reversal: 'Reversal',
  replay: 'Replay',
}
