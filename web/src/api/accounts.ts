import { read, search, write } from './request'
import type { Account, AccountAnswer, AccountPage, AccountQuery, Action } from './types'

export const findAccounts = (query: AccountQuery, signal?: AbortSignal): Promise<AccountPage> =>
  search<AccountPage>('/accounts/search', query, signal)

export const readAccount = (id: string, signal?: AbortSignal): Promise<Account> =>
  read<Account>(`/accounts/${encodeURIComponent(id)}`, signal)

export const actOnAccount = (id: string, action: Action, reason: string, key: string): Promise<AccountAnswer> =>
  write<AccountAnswer>('POST', `/accounts/${encodeURIComponent(id)}/${action}`, { reason: reason || null }, key)
