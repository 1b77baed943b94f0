import type { Event } from '../api/types'
import { institutions } from '../institutions.svelte'
import { strings } from '../strings'
import { columnWords } from './outcomes'

/** Those data of an event that tell more than its type. */
interface Told {
  group?: string | null
  origin?: string
  moved_from?: number | null
  changes?: { column: string; old?: string | null; new?: string | null }[] | null
}

/** What an event did, in a word or two, and where a profile changed each column's old and new value. */
export function happened(event: Event): { what: string; columns: string[] } {
  const words = strings.batches
  const data = event.data as Told
  const columns = (data.changes ?? []).map(({ column, old, new: now }) =>
    words.columnChanged(columnWords(column), old ?? words.blank, now ?? words.blank),
  )
  return { what: inWords(event, data), columns }
}

function inWords(event: Event, data: Told): string {
  const words = strings.batches
  const plain = words.happened[event.type]
  switch (event.type) {
    case 'GroupLeft':
      return data.group ? words.left(data.group) : plain!
    case 'GroupJoined':
      return data.group ? words.joined(data.group) : plain!
    case 'OriginChanged':
      return data.origin === 'manual' ? words.toManual : plain!
    case 'ProfileChanged':
      return typeof data.moved_from === 'number' ? words.moved(institutions.nameOf(event.institution ?? null)) : plain!
    default:
      return event.account_id && plain ? plain : event.sentence
  }
}
