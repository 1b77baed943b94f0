import { describe, expect, it } from 'vitest'
import type { InstitutionEffects } from '../src/api/types'
import { consequences } from '../src/imports/consequences'

const effects = (institution: number, some: Partial<InstitutionEffects>): InstitutionEffects => ({
  institution,
  create: 0,
  change_profile: 0,
  disable: 0,
  enable: 0,
  deactivate: 0,
  reactivate: 0,
  delete: 0,
  ...some,
})

describe('what a plan means for each institution', () => {
  it('counts whose access ends and begins, also where the seats come out even', () => {
    const seats = [{ institution: 1, before: 10, after: 6, limit: 20 }]
    const both = [effects(2, { create: 3, deactivate: 3 }), effects(1, { deactivate: 2, disable: 1, delete: 1, change_profile: 5 })]
    expect(consequences(both, seats)).toEqual([
      { institution: 1, ends: 4, deleted: 1, begins: 0, profiles: 5, seats: seats[0] },
      { institution: 2, ends: 3, deleted: 0, begins: 3, profiles: 0, seats: null },
    ])
  })

  it('tells of seats that move without an account of the institution’s', () => {
    const seats = [{ institution: 7, before: 1, after: 2, limit: null }]
    expect(consequences([], seats)).toMatchObject([{ institution: 7, ends: 0, begins: 0, seats: seats[0] }])
  })
})
