import type { Action } from '../api/types'
import type { Fullness } from '../seats/fullness'
import type { Range } from '../seats/days'
import { count, isolated, localDay, localTime, number } from './format'

const seat = (n: number): string => count(n, 'seat', 'seats')

export const seats = {
  lead: 'One active account takes one seat. Disabled and deactivated accounts take none.',
  asOf: 'As of the end of',
  asOfOften: 'Often asked for',
  now: 'Now',
  lastMonth: (day: string) => `Last month (${localDay(`${day}T12:00`)})`,
  yearAgo: 'A year ago',
  then: (day: string) => `Seats at the end of ${localDay(`${day}T12:00`)}`,
  today: 'Seats now',
  failed: 'The seats could not be loaded',
  notYet: 'Nothing was recorded by then',
  notYetHelp: (day: string, began: string | null) =>
    began ? `By the end of ${localDay(`${day}T12:00`)} this ledger had not begun. Its first event is of ${began}.` : 'Choose a later day.',
  toNow: 'Show the seats of now',
  none: 'There is no institution yet',
  noneHelp: 'Institutions come with the first import, or are added in the settings.',
  domain: 'All institutions together',
  inUse: (n: number, limit: number | null) =>
    limit === null ? `${seat(n)} in use, no limit` : `${number(n)} of ${seat(limit)} in use`,
  institutions: 'Institutions',
  columns: { institution: 'Institution', inUse: 'Seats in use', state: 'How full' },
  of: (n: number, limit: number | null) => (limit === null ? number(n) : `${number(n)} of ${number(limit)}`),
  states: {
    unlimited: () => 'No limit',
    free: (left: number) => `${number(left)} free`,
    nearly: (left: number) => `Nearly full: ${number(left)} free`,
    full: () => 'Full: none free',
    over: (left: number) => `${number(-left)} over the limit`,
  } satisfies Record<Fullness, (left: number) => string>,
  percent: (share: number) => `${number(Math.floor(share * 100))} % used`,
  search: 'Find an institution',
  noMatch: 'No institution has this in its name.',
  found: (n: number) => count(n, 'institution', 'institutions'),
  overTime: (name: string) => `Over time: ${isolated(name)}`,
  wholeDomain: 'Show all institutions together',
  show: (name: string) => `Seats of ${isolated(name)} over time`,
  range: 'Time',
  ranges: { month: '30 days', year: 'School year', all: 'All' } satisfies Record<Range, string>,
  historyFailed: 'The history could not be loaded',
  historyLoading: 'Loading the history…',
  noSteps: 'Nothing changed the seats in this time.',
  legend: { inUse: 'In use', foreseen: 'Foreseen from what is scheduled', limit: (limit: number, then: boolean) => `Limit ${then ? 'then' : 'today'}: ${number(limit)}` },
  chart: (name: string) => `Seats in use of ${isolated(name)}, step by step`,
  chartHelp: 'Arrow keys go from step to step, Home and End to the first and the last. Enter shows the events of a step. With a mouse, click a step.',
  step: (at: string, inUse: number, change: number) => `${localTime(at)}: ${number(inUse)} in use, ${changed(change)}`,
  change: (n: number) => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0'),
  table: 'The steps as a table',
  stepColumns: { at: 'When', inUse: 'Seats in use', change: 'Change', events: 'Events' },
  showEvents: 'Events',
  showEventsOf: (at: string) => `Events of ${localTime(at)}`,
  behind: (at: string) => `What happened on ${at}`,
  behindChange: (before: number, after: number) => `Seats in use went from ${number(before)} to ${number(after)}: ${changed(after - before)}.`,
  eventsFailed: 'The events could not be loaded',
  noEvents: 'No event of this step is yours to see.',
  openBatch: 'Open the batch',
  inAudit: 'Look at it in the audit',
  ahead: (place: string) => `What is scheduled: ${place}`,
  aheadNone: 'No step is scheduled that changes seats.',
  foreseen: (due: string, action: Action, accounts: number, change: number) =>
    `On ${localDay(due)}, ${change < 0 ? freed(-change) : needed(change)}: ${count(accounts, 'account is', 'accounts are')} to be ${done[action]}.`,
  foreseenRefused: (n: number) => `${count(n, 'account', 'accounts')} will be refused, for example because no seat is free.`,
  foreseenTotal: (inUse: number) => `Then ${count(inUse, 'seat is', 'seats are')} in use.`,
  foreseenHelp: 'As things stand now: what is imported or changed by hand until then is not foreseen.',
  toSchedule: 'Open the schedule',
  toAccounts: 'Its accounts',
  scheduleChange: 'Schedule a change',
}

const freed = (n: number): string => count(n, 'seat is freed', 'seats are freed')
const needed = (n: number): string => n === 0 ? 'no seat changes' : count(n, 'seat is needed', 'seats are needed')

function changed(n: number): string {
  if (n === 0) return 'as many as before'
  return n > 0 ? `${number(n)} more` : `${number(-n)} fewer`
}

const done: Record<Action, string> = {
  disable: 'disabled',
  enable: 'enabled',
  deactivate: 'deactivated',
  reactivate: 'reactivated',
}
