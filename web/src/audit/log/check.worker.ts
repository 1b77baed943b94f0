import init from '../../generated/log/rollbook_log.js'
import moduleUrl from '../../generated/log/rollbook_log_bg.wasm?url'
import { checkEvent } from './event'
import type { FromWorker, ToWorker } from './protocol'
import { Refused } from './server'
import { checkLog } from './whole'

const PROGRESS_EVERY_MS = 100

const ready = init({ module_or_path: moduleUrl })

onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  try {
    await ready
    const answer =
      data.job === 'event'
        ? await checkEvent(data.request.position, data.remembered)
        : await checkLog(data.remembered, nowAndThen())
    say({ kind: 'done', answer })
  } catch (thrown) {
    if (thrown instanceof Refused) say({ kind: 'refused', status: thrown.status, text: thrown.text })
    else say({ kind: 'failed', detail: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

function say(message: FromWorker): void {
  postMessage(message)
}

function nowAndThen(): (done: number, total: number, bytes: number) => void {
  let told = 0
  return (done, total, bytes) => {
    if (performance.now() - told <= PROGRESS_EVERY_MS) return
    told = performance.now()
    say({ kind: 'progress', done, total, bytes })
  }
}
