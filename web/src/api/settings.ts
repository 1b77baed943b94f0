import { read } from './request'

/** The limits that stand in the server's settings file. */
export interface ServerSettings {
  version: string
  validator: string
  guards: { share_percent: number; share_from_accounts: number; deletions: number }
  archive_files: number
  archive_bytes: number
  plan_days: number
  upload_bytes: number
}

export const readServerSettings = (): Promise<ServerSettings> => read<ServerSettings>('/settings')
