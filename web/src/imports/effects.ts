import { EVENT_WORDS, ROW_WORDS } from '../strings/effects'

/** Several events of one kind are told once, with their number. */
export function effectWords(types: string[]): string {
  const counts = new Map<string, number>()
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].map(([type, n]) => (EVENT_WORDS[type] ?? type) + (n > 1 ? ` (${n} ×)` : '')).join(', ')
}

export const rowEffect = (code: string): string => ROW_WORDS[code] ?? code
