import { Problem } from './problem'
import { refuse } from './request'
import type { Readiness } from './types'

/** Whether this server keeps up. One that does not says so with an error's status, and that is an answer, too. */
export async function readReadiness(): Promise<Readiness> {
  const response = await fetch('/health/ready').catch(() => {
    throw Problem.unreachable()
  })
  const text = await response.text()
  try {
    const readiness = JSON.parse(text) as Partial<Readiness>
    if (readiness.status !== undefined && 'behind' in readiness) return readiness as Readiness
  } catch {
    // A proxy's page: the status has to explain it.
  }
  throw refuse(response.status, text)
}
