import type { FromWorker, JobName, Jobs, ToWorker } from './protocol'
import type { Notice } from './report'

/** The worker could not do a job: the file cannot be read any more, or the validator did not load. */
export class CheckFailed extends Error {
  constructor(
    readonly reason: 'unreadable' | 'wasm',
    detail: string,
  ) {
    super(detail)
  }
}

export interface Listener {
  onProgress?: (bytes: number) => void
  onNotices?: (file: string, notices: Notice[]) => void
}

interface Waiting extends Listener {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

/** The page's side of the checking worker: one promise for each job. */
export class CheckClient {
  #worker: Worker | null = null
  #waiting = new Map<number, Waiting>()
  #next = 1

  run<N extends JobName>(job: N, request: Jobs[N]['request'], listener: Listener = {}): Promise<Jobs[N]['answer']> {
    const id = this.#next++
    const worker = (this.#worker ??= this.#start())
    return new Promise<Jobs[N]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { ...listener, resolve: resolve as (answer: never) => void, reject })
      worker.postMessage({ id, job, request } as ToWorker)
    })
  }

  /** Ends everything that runs; its promises never settle. The next job starts a fresh worker. */
  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.#waiting.clear()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data)
    worker.onerror = (event) => this.#failAll(event.message)
    return worker
  }

  #hear(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    switch (message.kind) {
      case 'progress':
        return waiting.onProgress?.(message.bytes)
      case 'notices':
        return waiting.onNotices?.(message.file, message.notices)
      case 'done':
        this.#waiting.delete(message.id)
        return waiting.resolve(message.answer as never)
      case 'failed':
        this.#waiting.delete(message.id)
        return waiting.reject(new CheckFailed(message.reason, message.detail))
    }
  }

  /** A worker that did not load, or panicked, answers nothing more. */
  #failAll(detail: string): void {
    const waiting = [...this.#waiting.values()]
    this.stop()
    for (const { reject } of waiting) reject(new CheckFailed('wasm', detail))
  }
}
