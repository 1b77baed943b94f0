export const profiles: Record<string, { name: string; means: string }> = {
  auto: { name: 'Find out from the files', means: 'The names and headers of the files tell what they are.' },
  benchprep: {
    name: 'Bulk actions by email (BenchPrep)',
    means: 'Each row names a person; you choose below what happens to them all.',
  },
  accounts: { name: 'Accounts to create or update', means: 'Each row is an account: new people get one, known ones are updated. Nobody is ended.' },
  activity: { name: 'Log-ins and grades', means: 'Each row reports when somebody last logged in, or how many grades they have. Nobody gains or loses access.' },
  'powerschool-full-v1': {
    name: 'Full PowerSchool import, version 1',
    means: 'users.csv lists everyone, with the column “enabled”: 1 may log in. Whoever is missing loses access.',
  },
  'powerschool-full-v2': {
    name: 'Full PowerSchool import, version 2',
    means: 'users.csv lists everyone, with the column “blocked”: 1 may not log in. Whoever is missing loses access.',
  },
  'powerschool-partial-v1': {
    name: 'PowerSchool changes, version 1',
    means: 'The files list only what changes, with the column “enabled”: 1 may log in.',
  },
  'powerschool-partial-v2': {
    name: 'PowerSchool changes, version 2',
    means: 'The files list only what changes, with the column “blocked”: 1 may not log in.',
  },
}

export const profileName = (profile: string): string => profiles[profile]?.name ?? profile
