import type { Guard } from '../api/types'

/** What a person decides on: a plan of an import, of a reversal, or of a change to come. */
export interface Decidable {
  guards: Guard[]
  stopped?: string | null | undefined
}

/** What a person says about the plan that is shown. A plan that was made again needs a new word: its guards are others (R60). */
export class Decision {
  asking = $state(false)
  #override: { plan: Decidable; reason: string } | null = $state.raw(null)

  constructor(private readonly plan: () => Decidable) {}

  get guarded(): boolean {
    return this.plan().guards.length > 0
  }

  /** Guards can be overridden, and a plan that was made again can be applied; what else stops one has to be mended. */
  get stoppedOtherwise(): string | null {
    const { stopped, guards } = this.plan()
    const passable = ['plan-changed', ...guards.map(({ code }) => code)]
    return stopped && !passable.includes(stopped) ? stopped : null
  }

  get overriding(): boolean {
    return this.#override?.plan === this.plan()
  }

  set overriding(wanted: boolean) {
    this.#override = wanted ? { plan: this.plan(), reason: '' } : null
  }

  get reason(): string {
    return this.overriding ? (this.#override?.reason ?? '') : ''
  }

  set reason(reason: string) {
    if (this.overriding) this.#override = { plan: this.plan(), reason }
  }

  /** The reason that goes with the override; null where no guard asks for one. */
  get override(): string | null {
    return this.guarded ? this.reason.trim() : null
  }

  /** Whether the person may go on. */
  get isComplete(): boolean {
    return this.stoppedOtherwise === null && this.override !== ''
  }

  ask = (event: SubmitEvent): void => {
    event.preventDefault()
    this.asking = true
  }
}
