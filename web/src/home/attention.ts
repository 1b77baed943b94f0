import type { Action, DomainSeats, InstitutionSeats, Seats, Step, WaitingPlan } from '../api/types'
import { changesAnything } from '../imports/sentences'
import { byFullness, fullnessOf } from '../seats/fullness'

/** Somewhere where seats run out: an institution, or for null the whole domain. */
export interface ShortSeats {
  institution: number | null
  name: string
  in_use: number
  limit: number
  fullness: 'nearly' | 'full' | 'over'
}

/** Where seats run out, as the page of the seats marks it too, the fullest first. One institution is its own domain; it is told once. */
export function shortOf({ seats, domain }: Seats): ShortSeats[] {
  const short = byFullness(seats).flatMap((one) => isShort(one.institution, one.name, one))
  return seats.length > 1 ? [...isShort(null, '', domain), ...short] : short
}

function isShort(institution: number | null, name: string, { in_use, limit }: DomainSeats | InstitutionSeats): ShortSeats[] {
  // Where nobody is meant to have a seat, nobody misses one.
  if (limit == null || in_use === 0) return []
  const fullness = fullnessOf({ in_use, limit })
  return fullness === 'unlimited' || fullness === 'free' ? [] : [{ institution, name, in_use, limit, fullness }]
}

/** Plans that would do something; one that would not waits for nobody. */
export const worthAsking = (plans: WaitingPlan[]): WaitingPlan[] => plans.filter(({ effects }) => changesAnything(effects))

/** What one day brings: for each action, of how many accounts. */
export interface DueDay {
  /** The first moment at which something is due. */
  due: string
  /** Whether that moment has passed, so that the server should have acted. */
  late: boolean
  actions: { action: Action; accounts: number }[]
}

export const DAYS_AHEAD = 7

/** What is due within a week, by the days of the person's own zone. */
export function dueSoon(steps: Step[], now: Date): DueDay[] {
  const until = new Date(now.getFullYear(), now.getMonth(), now.getDate() + DAYS_AHEAD + 1)
  const days = new Map<string, DueDay>()
  for (const { due, action, accounts } of steps) {
    const at = new Date(due)
    if (at >= until || accounts === 0) continue
    const late = now.getTime() - at.getTime() > GRACE_MS
    const key = `${late} ${at.toDateString()}`
    const day = days.get(key) ?? { due, late, actions: [] }
    days.set(key, day)
    const same = day.actions.find((one) => one.action === action)
    if (same) same.accounts += accounts
    else day.actions.push({ action: action as Action, accounts })
  }
  return [...days.values()]
}

/** The server looks at its schedule every minute or so. */
const GRACE_MS = 10 * 60_000
