import type { Origin, Status } from './api/types'

/** A view and what it needs to be shown again. Nothing here may name a person: URLs end up in histories and logs. */
export type Route =
  | { view: 'home' }
  | { view: 'check' }
  | { view: 'import'; plan: string }
  /** `idle`: who has not logged in for so many days. */
  | { view: 'accounts'; status: StatusFilter; institution: number | null; group?: string; origin?: Origin; idle?: number }
  | { view: 'new-account' }
  /** `asOf` is a position in the ledger; null is now. */
  | { view: 'account'; id: string; asOf: number | null }
  | { view: 'batches' }
  | { view: 'batch'; id: string }
  /** `result` is the batch that came of it. */
  | { view: 'reversal'; batch: string; result?: string }
  | { view: 'replay'; batch: string; result?: string }
  /** `asOf` is a day, "2026-10-31"; without it now is meant. */
  | { view: 'seats'; institution: number | null; asOf?: string }
  /** `query` holds those filters that name nobody, as the audit's text has them. */
  | { view: 'audit'; query: string }
  | { view: 'event'; position: number }
  | { view: 'exports' }
  /** `institution`: whose schedule is meant. */
  | { view: 'settings'; section: SettingsSection; institution?: number }
  | { view: 'help'; topic: HelpTopic }
  | { view: 'unknown' }

export type View = Route['view']
export type RouteOf<V extends View> = Extract<Route, { view: V }>

export type StatusFilter = Exclude<Status, 'deleted'> | 'all'

const ORIGINS: readonly Origin[] = ['import', 'manual']

const STATUS_FILTERS: readonly string[] = ['active', 'disabled', 'deactivated', 'all'] satisfies StatusFilter[]

export const SETTINGS_SECTIONS = ['institutions', 'groups', 'limits', 'schedule', 'admins', 'tokens'] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

export const HELP_TOPICS = ['statuses', 'notices', 'jobs'] as const
export type HelpTopic = (typeof HELP_TOPICS)[number]

const UNKNOWN: Route = { view: 'unknown' }

export function parseRoute(url: URL): Route {
  const parts = url.pathname.split('/').filter((part) => part !== '').map(decode)
  switch (parts.length) {
    case 0:
      return { view: 'home' }
    case 1:
      return whole(parts[0]!, url.searchParams)
    case 2:
      return one(parts[0]!, parts[1]!, url.searchParams)
    case 3:
      return ofBatch(parts, url.searchParams)
    default:
      return UNKNOWN
  }
}

export function hrefOf(route: Route): string {
  switch (route.view) {
    case 'home':
    case 'unknown':
      return '/'
    case 'check':
    case 'batches':
    case 'exports':
      return `/${route.view}`
    case 'import':
      return address('imports', route.plan)
    case 'accounts':
      return withQuery('/accounts', {
        status: route.status === 'active' ? null : route.status,
        institution: route.institution,
        group: route.group ?? null,
        origin: route.origin ?? null,
        idle: route.idle ?? null,
      })
    case 'new-account':
      return '/accounts/new'
    case 'account':
      return withQuery(address('accounts', route.id), { as_of: route.asOf })
    case 'batch':
      return address('batches', route.id)
    case 'reversal':
    case 'replay':
      return withQuery(`${address('batches', route.batch)}/${route.view}`, { result: route.result ?? null })
    case 'seats':
      return withQuery('/seats', { institution: route.institution, as_of: route.asOf ?? null })
    case 'audit':
      return withQuery('/audit', { query: route.query === '' ? null : route.query })
    case 'event':
      return address('events', String(route.position))
    case 'settings':
      return withQuery(address('settings', route.section), { institution: route.institution ?? null })
    case 'help':
      return address('help', route.topic)
  }
}

/** The token of a one-time sign-in link. It stands in the fragment, which a browser never sends to a server. */
export function signInToken(url: URL): string | null {
  const match = /^#sign-in=(.+)$/.exec(url.hash)
  return match?.[1] === undefined ? null : decode(match[1])
}

/** A view that is not of one thing. */
function whole(name: string, query: URLSearchParams): Route {
  switch (name) {
    case 'check':
    case 'batches':
    case 'exports':
      return { view: name }
    case 'accounts':
      return accounts(query)
    case 'seats':
      return seats(query)
    case 'audit':
      return { view: 'audit', query: query.get('query') ?? '' }
    case 'settings':
      return { view: 'settings', section: SETTINGS_SECTIONS[0] }
    case 'help':
      return { view: 'help', topic: HELP_TOPICS[0] }
    default:
      return UNKNOWN
  }
}

function one(name: string, id: string, query: URLSearchParams): Route {
  switch (name) {
    case 'imports':
      return { view: 'import', plan: id }
    case 'accounts':
      return id === 'new' ? { view: 'new-account' } : { view: 'account', id, asOf: numberIn(query, 'as_of') }
    case 'batches':
      return { view: 'batch', id }
    case 'events':
      return isNumber(id) ? { view: 'event', position: Number(id) } : UNKNOWN
    case 'settings':
      return isOneOf(SETTINGS_SECTIONS, id) ? settings(id, query) : UNKNOWN
    case 'help':
      return isOneOf(HELP_TOPICS, id) ? { view: 'help', topic: id } : UNKNOWN
    default:
      return UNKNOWN
  }
}

function ofBatch([name, batch, verb]: string[], query: URLSearchParams): Route {
  if (name !== 'batches' || batch === undefined || (verb !== 'reversal' && verb !== 'replay')) return UNKNOWN
  const result = query.get('result')
  return { view: verb, batch, ...(result ? { result } : {}) }
}

function accounts(query: URLSearchParams): Route {
  const status = query.get('status') ?? 'active'
  const group = query.get('group')
  const origin = query.get('origin') ?? ''
  const idle = numberIn(query, 'idle')
  return {
    view: 'accounts',
    status: STATUS_FILTERS.includes(status) ? (status as StatusFilter) : 'active',
    institution: numberIn(query, 'institution'),
    ...(group ? { group } : {}),
    ...(isOneOf(ORIGINS, origin) ? { origin } : {}),
    ...(idle ? { idle } : {}),
  }
}

function seats(query: URLSearchParams): Route {
  const day = query.get('as_of') ?? ''
  const institution = numberIn(query, 'institution')
  return { view: 'seats', institution, ...(/^\d{4}-\d{2}-\d{2}$/.test(day) ? { asOf: day } : {}) }
}

function settings(section: SettingsSection, query: URLSearchParams): Route {
  const institution = section === 'schedule' ? numberIn(query, 'institution') : null
  return { view: 'settings', section, ...(institution === null ? {} : { institution }) }
}

const address = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`

function withQuery(path: string, filters: Record<string, string | number | null>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text)

function numberIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? ''
  return isNumber(text) ? Number(text) : null
}

function isOneOf<Known extends string>(known: readonly Known[], text: string): text is Known {
  return (known as readonly string[]).includes(text)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
