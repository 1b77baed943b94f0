import { newKey, send, write, writing } from './request'
import type { Session, SetPassword, SignIn } from './types'

export const readSession = (): Promise<Session> => send<Session>('GET', '/session', {})

/** Trades the one-time token of a sign-in link for the session's cookie. */
export const signInByLink = (link: string): Promise<Session> => open({ link })

/** Trades an email and its password for the session's cookie. */
export const signInByPassword = (email: string, password: string): Promise<Session> => open({ email, password })

/** `current` is null where the session says that it is not needed. */
export const setPassword = (current: string | null, next: string): Promise<void> =>
  write<void>('PUT', '/session/password', { current, new: next } satisfies SetPassword, newKey())

export const signOut = (): Promise<void> => write<void>('DELETE', '/session', undefined, newKey())

const open = (by: SignIn): Promise<Session> => send<Session>('POST', '/session', writing(by, newKey()))
