import { nameWith } from '../parts/download'

/** In these profiles a file's name decides what its rows mean, so that it must keep its name when it is mended. */
export const isNamedByKind = (profile: string | null): boolean => profile?.startsWith('powerschool-') ?? false

export const isFullImport = (profile: string | null): boolean => profile?.startsWith('powerschool-full-') ?? false

/** What a changed file is called: it must not pass for the one that was chosen, unless its name says what it is. */
export const mendedName = (name: string, profile: string | null): string =>
  isNamedByKind(profile) ? name : nameWith(name, 'mended')

/**
 * What the refused rows of a file are called. Those of a full import come back as a partial one, so that mending ten
 * rows never ends the rest (R17).
 */
export function refusedName(name: string, profile: string | null): string {
  if (isFullImport(profile)) return `update_${name}`
  return isNamedByKind(profile) ? name : nameWith(name, 'refused')
}

/** What a template is saved as. */
export function templateName(profile: string): string {
  if (!isNamedByKind(profile)) return `${profile}.csv`
  return isFullImport(profile) ? 'users.csv' : 'update_users.csv'
}
