import type { View } from '../router'

export const app = {
  name: 'Rollbook',
  skip: 'Skip to the content',
  navigation: 'Main',
  menu: 'Menu',
  title: (view: string) => `${view} · Rollbook`,
  starting: 'Opening the console…',
  unknownViewHelp: 'The address may be mistyped, or the page has moved.',
  toStart: 'Go to the start',
  viewFailed: 'This page could not be opened',
  viewFailedHelp: 'The server did not send it. Reload the page: a newer version of Rollbook may have been installed.',
  reload: 'Reload the page',
}

export const titles: Record<View, string> = {
  home: 'Home',
  check: 'Check & import',
  import: 'Plan',
  accounts: 'Accounts',
  account: 'Account',
  'new-account': 'Add an account',
  batches: 'Batches',
  batch: 'Batch',
  reversal: 'Reverse a batch',
  replay: 'Replay a batch',
  seats: 'Seats',
  audit: 'Audit',
  event: 'Event',
  exports: 'Exports & templates',
  settings: 'Settings',
  help: 'Help',
  unknown: 'There is no such page',
}

export const common = {
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
}
