import { read, write } from './request'
import type { CreateToken, Token, TokenCreated, TokenList } from './types'

export const listTokens = async (): Promise<Token[]> => (await read<TokenList>('/tokens')).tokens

export const createToken = (token: CreateToken, key: string): Promise<TokenCreated> =>
  write<TokenCreated>('POST', '/tokens', token, key)

export const revokeToken = (id: string, key: string): Promise<void> =>
  write<void>('DELETE', `/tokens/${encodeURIComponent(id)}`, undefined, key)
