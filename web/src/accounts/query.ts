import type { AccountQuery, Status } from '../api/types'
import type { RouteOf } from '../router'

interface Asked {
  search: string
  cursor: string | null
  limit: number
  reveal: boolean
  today: Date
}

const LIVING: Status[] = ['active', 'disabled', 'deactivated']

/** What the server is asked for a list with these filters. */
export function queryOf(route: RouteOf<'accounts'>, { search, cursor, limit, reveal, today }: Asked): AccountQuery {
  const words = search.trim()
  return {
    limit,
    status: route.status === 'all' ? LIVING : [route.status],
    ...(words ? { search: words } : {}),
    ...(route.institution === null ? {} : { institution: route.institution }),
    ...(route.group ? { group_id: route.group } : {}),
    ...(route.origin ? { origin: route.origin } : {}),
    ...(route.idle ? { last_log_in_before: daysBefore(today, route.idle) } : {}),
    ...(reveal ? { reveal_hidden: true } : {}),
    ...(cursor ? { cursor } : {}),
  }
}

/**
 * What is asked to learn who else fits what a list shows; null where nobody is looked for by name, or nobody is left
 * out. A viewer from whom deactivated accounts are hidden is not told of them.
 */
export function queryOfOthers({ cursor: _, ...shown }: AccountQuery, hidesDeactivated: boolean): AccountQuery | null {
  const hides = (other: Status): boolean => shown.status.includes(other) || (hidesDeactivated && other === 'deactivated')
  const status = LIVING.filter((other) => !hides(other))
  return shown.search && status.length > 0 ? { ...shown, status } : null
}

/** The day so many days ago, UTC, as a date: the same all day long, so that pages fit each other. */
export function daysBefore(today: Date, days: number): string {
  const day = new Date(today)
  day.setUTCDate(day.getUTCDate() - days)
  return day.toISOString().slice(0, 10)
}
