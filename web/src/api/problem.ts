import { strings } from '../strings'
import type { ProblemBody } from './types'

/** No answer at all, or that of a gateway which got none. */
const LOST = [0, 502, 504]

/** What says why a plan is not there any more, in words for a person. */
const GONE = ['plan-expired', 'plan-void', 'plan-discarded']

/** An answer that is not a success, or no answer at all (status 0, code `unreachable`). */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly body: ProblemBody
  /** Whether what was asked for may have been done all the same: the answer to a write was lost on its way. */
  unsure = false

  constructor(status: number, body: ProblemBody) {
    // What the API says to a program that asks for a wrong address, or is not signed in, is of no use to a person.
    const own = strings.problems[body.code ?? '']
    super(own ?? body.detail ?? (status === 404 ? strings.notFound : strings.unexplained))
    this.status = status
    this.code = body.code ?? 'unknown'
    this.title = body.title ?? strings.problemTitle(status)
    this.body = body
  }

  static unreachable(): Problem {
    return new Problem(0, { code: 'unreachable' })
  }

  /** What a view was opened for may be gone; a command says itself what is not there. */
  ofRead(): this {
    if (this.status === 404 && !GONE.includes(this.code)) this.message = strings.notFound
    return this
  }

  ofWrite(): this {
    this.unsure = LOST.includes(this.status)
    return this
  }
}

/** Whatever was thrown, as something that a person can read. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return new Problem(0, { code: 'unknown', detail })
}

/** Reads `application/problem+json`; a proxy's HTML page or an empty body still gives a problem. */
export function problemFrom(status: number, text: string): Problem {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return new Problem(status, body as ProblemBody)
  } catch {
    // Not JSON: the status alone has to explain it.
  }
  return new Problem(status, {})
}
