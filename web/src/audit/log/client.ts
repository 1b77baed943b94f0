import { Problem } from '../../api/problem'
import { refuse } from '../../api/request'
import { forget, recall, remember } from './memory'
import type { EventVerdict, FromWorker, Jobs, LogVerdict, Signed, ToWorker } from './protocol'

type OnProgress = (message: FromWorker & { kind: 'progress' }) => void

/** A check that runs apart from the page. Whoever stops it hears no more of it. */
export interface Check<Answer> {
  answer: Promise<Answer>
  stop: () => void
}

export const checkEvent = (position: number): Check<EventVerdict> => run('event', { position }, () => {})

export const checkLog = (onProgress: OnProgress): Check<LogVerdict> => run('log', null, onProgress)

/** What was checked and found sound is what the next check is held against. */
export function keep({ origin, size, root, note, keys }: Signed): void {
  remember({ origin, size, root, note, keys, at: new Date().toISOString() })
}

/** Begins anew with the log as it is. */
export function acceptAsItIs(signed: Signed): void {
  forget()
  keep(signed)
}

function run<N extends keyof Jobs>(job: N, request: Jobs[N]['request'], onProgress: OnProgress): Check<Jobs[N]['answer']> {
  const worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
  const stop = (): void => worker.terminate()
  const answer = new Promise<Jobs[N]['answer']>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Problem(0, { code: 'unknown', detail: message }))
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'progress') return onProgress(data)
      if (data.kind === 'done') resolve(data.answer as Jobs[N]['answer'])
      else if (data.kind === 'refused' && data.status === 0) reject(Problem.unreachable())
      else if (data.kind === 'refused') reject(refuse(data.status, data.text))
      else reject(new Problem(0, { code: 'unknown', detail: data.detail }))
      stop()
    }
  })
  worker.postMessage({ job, request, remembered: recall() } as ToWorker)
  return { answer, stop }
}
