import type { Status } from './api/types'

/** A view and what it needs to be shown again. Nothing here may name a person: URLs end up in histories and logs. */
export type Route =
  | { view: 'check' }
  | { view: 'import'; plan: string }
  | { view: 'accounts'; status: StatusFilter; institution: number | null }
  | { view: 'account'; id: string }
  | { view: 'batches' }
  | { view: 'batch'; id: string }
  | { view: 'unknown' }

export type StatusFilter = Exclude<Status, 'deleted'> | 'all'

const STATUS_FILTERS: readonly string[] = ['active', 'disabled', 'deactivated', 'all'] satisfies StatusFilter[]

export function parseRoute(url: URL): Route {
  const [first, second, ...rest] = url.pathname.split('/').filter((part) => part !== '').map(decode)
  if (rest.length > 0) return { view: 'unknown' }
  if (second === undefined) {
    switch (first) {
      case undefined:
      case 'check':
        return { view: 'check' }
      case 'accounts':
        return accounts(url.searchParams)
      case 'batches':
        return { view: 'batches' }
      default:
        return { view: 'unknown' }
    }
  }
  switch (first) {
    case 'imports':
      return { view: 'import', plan: second }
    case 'accounts':
      return { view: 'account', id: second }
    case 'batches':
      return { view: 'batch', id: second }
    default:
      return { view: 'unknown' }
  }
}

export function hrefOf(route: Route): string {
  switch (route.view) {
    case 'check':
      return '/check'
    case 'import':
      return `/imports/${encodeURIComponent(route.plan)}`
    case 'accounts': {
      const query = new URLSearchParams()
      if (route.status !== 'active') query.set('status', route.status)
      if (route.institution !== null) query.set('institution', String(route.institution))
      return query.size > 0 ? `/accounts?${query}` : '/accounts'
    }
    case 'account':
      return `/accounts/${encodeURIComponent(route.id)}`
    case 'batches':
      return '/batches'
    case 'batch':
      return `/batches/${encodeURIComponent(route.id)}`
    case 'unknown':
      return '/'
  }
}

/** The token of a one-time sign-in link. It stands in the fragment, which a browser never sends to a server. */
export function signInToken(url: URL): string | null {
  const match = /^#sign-in=(.+)$/.exec(url.hash)
  return match?.[1] === undefined ? null : decode(match[1])
}

function accounts(query: URLSearchParams): Route {
  const status = query.get('status') ?? 'active'
  const institution = query.get('institution') ?? ''
  return {
    view: 'accounts',
    status: STATUS_FILTERS.includes(status) ? (status as StatusFilter) : 'active',
    institution: /^\d{1,15}$/.test(institution) ? Number(institution) : null,
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
