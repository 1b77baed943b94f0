import { fetched, inSession, newKey, read, search, writing } from './request'
import type { Event, EventPage, EventQuery } from './types'

/** The forms that a search can be saved in. */
export type EventFile = 'csv' | 'ndjson'

const MEDIA: Record<EventFile, string> = { csv: 'text/csv', ndjson: 'application/x-ndjson' }

export const searchEvents = (query: EventQuery, signal?: AbortSignal): Promise<EventPage> =>
  search<EventPage>('/events/search', query, signal)

/** Everything that a search finds, as a file. */
export function saveEvents(query: EventQuery, form: EventFile, signal: AbortSignal): Promise<Blob> {
  return inSession(async () => {
    const asked = writing(query, newKey())
    const headers = { ...asked.headers, Accept: MEDIA[form] }
    return (await fetched('/events/search', { ...asked, method: 'POST', headers, signal })).blob()
  })
}

/** Of a stretch of the log; nothing in it names anybody, so it may be an address. */
export interface EventRange {
  from?: number
  to?: number
  batch?: string
  institution?: number | null
  types?: readonly string[]
  order: 'asc' | 'desc'
  limit: number
  cursor?: string | null
  /** Whether to tell how many there are. */
  count?: boolean
}

export function listEvents(range: EventRange, signal?: AbortSignal): Promise<EventPage> {
  const query = new URLSearchParams({ order: range.order, limit: String(range.limit) })
  if (range.from !== undefined) query.set('from', String(range.from))
  if (range.to !== undefined) query.set('to', String(range.to))
  if (range.batch !== undefined) query.set('batch', range.batch)
  if (range.institution != null) query.set('institution', String(range.institution))
  if (range.cursor) query.set('cursor', range.cursor)
  if (range.count) query.set('count', 'true')
  for (const type of range.types ?? []) query.append('type', type)
  return read<EventPage>(`/events?${query}`, signal)
}

/** The event at a position; null where there is none, or none for the caller. */
export const eventAt = async (position: number): Promise<Event | null> =>
  (await listEvents({ from: position, to: position, order: 'asc', limit: 1 })).events[0] ?? null

/** The events of the caller's log next to a position: before it and behind it. */
export async function neighboursOf(position: number): Promise<{ before: Event | null; behind: Event | null }> {
  const [before, behind] = await Promise.all([
    position > 0 ? listEvents({ to: position - 1, order: 'desc', limit: 1 }) : null,
    listEvents({ from: position + 1, order: 'asc', limit: 1 }),
  ])
  return { before: before?.events[0] ?? null, behind: behind.events[0] ?? null }
}
