import { read } from './request'
import type { Institution, InstitutionList } from './types'

export const listInstitutions = async (): Promise<Institution[]> =>
  (await read<InstitutionList>('/institutions')).institutions
