import type { Action, Role, Status } from '../api/types'

export const statuses: Record<Status, string> = {
  active: 'Active',
  disabled: 'Disabled',
  deactivated: 'Deactivated',
  deleted: 'Deleted',
}

export const actions: Record<Action, { verb: string; who: string; means: string }> = {
  deactivate: {
    verb: 'Deactivate',
    who: 'They have left for good',
    means: 'No log-in, no seat. Data and progress are kept, and reactivating brings them back.',
  },
  disable: {
    verb: 'Disable',
    who: 'They are away for a while',
    means: 'No log-in, no seat. The account stays in exports, and teachers still see the data.',
  },
  enable: {
    verb: 'Enable',
    who: 'They are back from being away',
    means: 'Disabled accounts can log in again and take a seat again.',
  },
  reactivate: {
    verb: 'Reactivate',
    who: 'They have come back',
    means: 'Deactivated accounts return as they were, with their data, and take a seat again.',
  },
}

export const roles: Record<Role, string> = {
  domain_admin: 'Domain admin',
  institution_admin: 'Institution admin',
  auditor: 'Auditor',
  viewer: 'Viewer',
  gate: 'Gate',
}
