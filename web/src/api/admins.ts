import { read, write } from './request'
import type { AddAdmin, Admin, AdminAdded, AdminList, AdminRemoved } from './types'

export const listAdmins = async (): Promise<Admin[]> => (await read<AdminList>('/admins')).admins

export const addAdmin = (admin: AddAdmin, key: string): Promise<AdminAdded> => write<AdminAdded>('POST', '/admins', admin, key)

/** The email stands in the body: an address would end up in logs. */
export const makeSignInLink = (email: string, key: string): Promise<AdminAdded> =>
  write<AdminAdded>('POST', '/admins/links', { email }, key)

export const removeAdmin = (email: string, erase: boolean, key: string): Promise<AdminRemoved> =>
  write<AdminRemoved>('POST', '/admins/removal', { email, erase }, key)
