import notices from '../../../docs/reference/notices.json'
import { codes } from '../strings/codes'
import { examples } from '../strings/examples'
import { noticeHelp } from '../strings/help'

export type Group = keyof typeof noticeHelp.groups
export const GROUPS = Object.keys(noticeHelp.groups) as Group[]

export interface Entry {
  code: string
  group: Group
  meaning: string
  example: string
  mend: string
}

/** Everything that can bear a code. What a check finds is the validator's own reference, which cannot differ from it. */
export const ENTRIES: Entry[] = [
  ...notices.map(({ code, severity, meaning, fix }) => ({
    code,
    group: severity as Group,
    meaning,
    example: examples[code] ?? '',
    mend: fix,
  })),
  ...Object.entries(codes).flatMap(([group, entries]) =>
    Object.entries(entries).map(([code, [meaning, example, mend]]) => ({ code, group: group as Group, meaning, example, mend })),
  ),
]

/** Those of a group, or of all, in which every word of a search occurs. */
export function findEntries(group: Group | null, search: string): Entry[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return ENTRIES.filter((entry) => {
    const text = [entry.code, entry.meaning, entry.example, entry.mend].join(' ').toLocaleLowerCase()
    return (group === null || entry.group === group) && words.every((word) => text.includes(word))
  })
}
