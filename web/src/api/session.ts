import { newKey, read, write } from './request'
import type { Session, SignIn } from './types'

export const readSession = (): Promise<Session> => read<Session>('/session')

/** Trades the one-time token of a sign-in link for the session's cookie. */
export const signIn = (link: string): Promise<Session> => write<Session>('POST', '/session', { link } satisfies SignIn, newKey())

export const signOut = (): Promise<void> => write<void>('DELETE', '/session', undefined, newKey())
