import type { InstitutionEffects, SeatChange } from '../api/types'

/** What a plan means for one institution. */
export interface Consequence {
  institution: number
  /** Accounts that are deactivated, disabled or deleted; `deleted` of them for good. */
  ends: number
  deleted: number
  /** Accounts that are created, enabled or reactivated. */
  begins: number
  profiles: number
  /** Null where as many seats are in use after as before. */
  seats: SeatChange | null
}

/** Institutions by number, those whose accounts or seats change. */
export function consequences(effects: InstitutionEffects[], seats: SeatChange[]): Consequence[] {
  const effectsOf = new Map(effects.map((effect) => [effect.institution, effect]))
  const seatsOf = new Map(seats.map((change) => [change.institution, change]))
  return [...new Set([...effectsOf.keys(), ...seatsOf.keys()])]
    .sort((a, b) => a - b)
    .map((institution) => {
      const effect = effectsOf.get(institution)
      return {
        institution,
        ends: effect ? effect.deactivate + effect.disable + effect.delete : 0,
        deleted: effect?.delete ?? 0,
        begins: effect ? effect.create + effect.enable + effect.reactivate : 0,
        profiles: effect?.change_profile ?? 0,
        seats: seatsOf.get(institution) ?? null,
      }
    })
}
