/** What this browser remembers of the log between two visits. Nothing in it names anybody. */
export interface Remembered {
  /** The log's name. */
  origin: string
  /** How many events it had. */
  size: number
  /** The root of the tree over them, in base64. */
  root: string
  /** The signed checkpoint that says so. */
  note: string
  /** The public keys that were believed. */
  keys: string[]
  /** When it was remembered. */
  at: string
}

const NAME = 'rollbook.log'

/** Null on the first visit, and where the browser keeps nothing. */
export function recall(): Remembered | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null')
    return isRemembered(kept) ? kept : null
  } catch {
    return null
  }
}

/** Keeps the longer of two states of one log: whoever came later has seen more. */
export function remember(seen: Remembered): void {
  const known = recall()
  if (known && known.origin === seen.origin && known.size > seen.size) return
  try {
    localStorage.setItem(NAME, JSON.stringify(seen))
  } catch {
    // A browser that keeps nothing checks each time as if it were the first.
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(NAME)
  } catch {
    // There is nothing to forget where nothing is kept.
  }
}

function isRemembered(kept: unknown): kept is Remembered {
  if (typeof kept !== 'object' || kept === null) return false
  const { origin, size, root, note, keys, at } = kept as Record<string, unknown>
  const texts = [origin, root, note, at].every((text) => typeof text === 'string')
  return texts && Number.isSafeInteger(size) && Array.isArray(keys) && keys.every((key) => typeof key === 'string')
}
