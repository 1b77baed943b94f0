import type { Found, Overview, Severity } from './report'

/** What the notices table shows of the chosen file, or of all: everything, one severity, or one code. */
export type Filter = { by: 'all' } | { by: 'severity'; severity: Severity } | { by: 'code'; code: string }

export interface CodeCount {
  code: string
  /** Null where it cannot be told, because none of the code's notices was kept. */
  severity: Severity | null
  count: number
}

const ORDER: Severity[] = ['error', 'warning', 'note']

const rank = (severity: Severity | null): number => (severity === null ? ORDER.length : ORDER.indexOf(severity))

/** The notices of one file, or of all. */
export const ofFile = (notices: Found[], file: string | null): Found[] =>
  file === null ? notices : notices.filter((notice) => notice.file === file)

export function filterNotices(notices: Found[], filter: Filter): Found[] {
  switch (filter.by) {
    case 'all':
      return notices
    case 'severity':
      return notices.filter((notice) => notice.severity === filter.severity)
    case 'code':
      return notices.filter((notice) => notice.code === filter.code)
  }
}

/** How often each code was found in one file, or in all. */
export function countsOf({ files }: Overview, file: string | null): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { name, counts } of files) {
    if (file !== null && name !== file) continue
    for (const [code, count] of Object.entries(counts)) sums[code] = (sums[code] ?? 0) + count
  }
  return sums
}

/**
 * The codes of a report, errors first, then by number. `counts` is complete; the kept notices tell the severity. The
 * validator leaves out notes first, then warnings: a code of which nothing was kept is a note where any note was kept.
 */
export function countByCode(counts: Record<string, number>, notices: Found[]): CodeCount[] {
  const severities = new Map<string, Severity>()
  for (const notice of notices) severities.set(notice.code, notice.severity)
  const unseen = [...severities.values()].includes('note') ? 'note' : null
  return Object.entries(counts)
    .map(([code, count]) => ({ code, count, severity: severities.get(code) ?? unseen }))
    .sort((a, b) => rank(a.severity) - rank(b.severity) || b.count - a.count)
}

export function countBySeverity(codes: CodeCount[]): { severity: Severity; count: number }[] {
  return ORDER.map((severity) => ({
    severity,
    count: codes.reduce((sum, code) => (code.severity === severity ? sum + code.count : sum), 0),
  })).filter(({ count }) => count > 0)
}
