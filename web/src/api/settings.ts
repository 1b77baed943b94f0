import { read } from './request'
import type { ServerSettings } from './types'

export const readServerSettings = (): Promise<ServerSettings> => read<ServerSettings>('/settings')
