import type { Event } from '../api/types'

/** The sentence of an event without the reason, which lists show apart; the server puts it last. */
export function deedOf({ sentence, reason }: Pick<Event, 'sentence' | 'reason'>): string {
  const ending = `, giving the reason “${reason}”.`
  return reason && sentence.endsWith(ending) ? `${sentence.slice(0, -ending.length)}.` : sentence
}
