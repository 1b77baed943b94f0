import { asProblem, type Problem } from '../../api/problem'
import { checkLog, keep } from './client'
import { recall, type Remembered } from './memory'
import type { LogVerdict } from './protocol'

type State = 'idle' | 'running' | 'stopped' | 'done'

/** The check of the whole log. It goes on while the person looks at something else in the console. */
class LogCheck {
  state: State = $state('idle')
  progress = $state.raw({ done: 0, total: 0 })
  verdict: LogVerdict | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)
  /** What this browser remembered before the check. */
  before: Remembered | null = $state.raw(null)

  #stop: () => void = () => {}

  start(): void {
    this.#stop()
    this.state = 'running'
    this.progress = { done: 0, total: 0 }
    this.verdict = null
    this.problem = null
    this.before = recall()
    const { answer, stop } = checkLog(({ done, total }) => (this.progress = { done, total }))
    this.#stop = stop
    answer.then(
      (verdict) => {
        this.verdict = verdict
        this.state = 'done'
        if (verdict.ok && verdict.signed && !verdict.signed.keyChanged) keep(verdict.signed)
      },
      (thrown: unknown) => {
        this.problem = asProblem(thrown)
        this.state = 'done'
      },
    )
  }

  stop(): void {
    this.#stop()
    this.state = 'stopped'
  }

  clear(): void {
    this.state = 'idle'
    this.verdict = null
    this.problem = null
  }
}

export const logCheck = new LogCheck()
