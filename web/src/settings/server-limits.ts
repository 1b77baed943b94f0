import type { ServerSettings } from '../api/types'
import { limitSettings as words } from '../strings/settings'

interface Group {
  id: string
  heading: string
  help: string
  limits: [name: string, value: string][]
  /** As the settings file has them now. */
  file: string
}

/** The server's limits in words, and as they stand in its settings file. */
export function serverLimits({ guards, ...files }: ServerSettings): Group[] {
  const { names, values } = words
  return [
    {
      id: 'guards',
      heading: words.guards,
      help: words.guardsHelp,
      limits: [
        [names.share, values.share(guards.share_percent)],
        [names.from, values.accounts(guards.share_from_accounts)],
        [names.deletions, values.accounts(guards.deletions)],
      ],
      file: toml('guards', { ...guards }),
    },
    {
      id: 'files',
      heading: words.files,
      help: words.filesHelp(files.plan_days),
      limits: [
        [names.upload, values.size(files.upload_bytes)],
        [names.zipFiles, values.files(files.archive_files)],
        [names.zipSize, values.size(files.archive_bytes)],
      ],
      file: toml('limits', {
        upload_bytes: files.upload_bytes,
        zip_files: files.archive_files,
        zip_unpacked_bytes: files.archive_bytes,
      }),
    },
  ]
}

const toml = (table: string, values: Record<string, number>): string =>
  [`[${table}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${value}`)].join('\n')
