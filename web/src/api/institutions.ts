import { read, write } from './request'
import type { AddInstitution, Institution, InstitutionList } from './types'

export const listInstitutions = async (): Promise<Institution[]> =>
  (await read<InstitutionList>('/institutions')).institutions

export const addInstitution = (institution: AddInstitution, key: string): Promise<Institution> =>
  write<Institution>('POST', '/institutions', institution, key)
