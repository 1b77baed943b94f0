import type { Role } from '../api/types'
import { SETTINGS_SECTIONS, type SettingsSection } from '../router'

/** What a role may open; the server decides, here it is only a matter of politeness. */
const FOR_THE_DOMAIN: readonly SettingsSection[] = ['admins', 'tokens']

export function sectionsFor(role: Role): SettingsSection[] {
  if (role === 'viewer' || role === 'gate') return []
  const seesAll = role === 'domain_admin' || role === 'auditor'
  return SETTINGS_SECTIONS.filter((section) => seesAll || !FOR_THE_DOMAIN.includes(section))
}

/** Roles that are of one institution; a gate may be. */
export const hasInstitution = (role: Role): boolean => role === 'institution_admin' || role === 'viewer' || role === 'gate'
export const needsInstitution = (role: Role): boolean => role === 'institution_admin' || role === 'viewer'
