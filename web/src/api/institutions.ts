import { read } from './request'
import type { Institution } from './types'

export const listInstitutions = async (): Promise<Institution[]> =>
  (await read<{ institutions: Institution[] }>('/institutions')).institutions
