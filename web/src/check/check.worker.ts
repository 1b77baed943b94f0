import init, { Checker, Mender, Picker, Refusals, profiles, templates } from '../generated/rows/rollbook_rows.js'
import type { FromWorker, JobName, Jobs, ToWorker } from './protocol'
import type { Report } from './report'

/** Notices cross to the page in portions, so that no single message keeps the page from answering. */
const NOTICES_A_MESSAGE = 2_000
const PROGRESS_EVERY_MS = 50

const ready = init()

const jobs: { [N in JobName]: (id: number, request: Jobs[N]['request']) => Promise<Jobs[N]['answer']> } = {
  async check(id, { file, name, profile }) {
    const checker = new Checker(profile)
    checker.begin(name)
    await feed(file, (bytes) => checker.push(bytes), id)
    const report = checker.finish() as Report
    const [found] = report.files
    if (!found) throw new Error('the validator reported no file')
    const { notices, ...rest } = found
    for (let from = 0; from < notices.length; from += NOTICES_A_MESSAGE) {
      say({ id, kind: 'notices', notices: notices.slice(from, from + NOTICES_A_MESSAGE) })
    }
    return { ...rest, profile: report.profile, ok: report.ok }
  },

  async pick(_id, { file, row }) {
    const picker = new Picker(Uint32Array.of(1, row))
    await feed(file, (bytes) => picker.push(bytes))
    const picked = picker.finish() as { row: number; cells: string[] }[]
    const cellsOf = (wanted: number): string[] => picked.find((found) => found.row === wanted)?.cells ?? []
    return { header: cellsOf(1), cells: cellsOf(row) }
  },

  async mend(_id, { file, edits, without }) {
    const mender = new Mender(edits, Uint32Array.from(without))
    return collect(file, mender)
  },

  async refusals(_id, { file, name, profile }) {
    const refusals = new Refusals(profile)
    refusals.begin(name)
    return collect(file, refusals)
  },

  async profiles() {
    const headers = templates() as Record<string, string>
    return (profiles() as string[]).map((profile) => ({ profile, header: headers[profile] ?? '' }))
  },
}

onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  const { id } = data
  try {
    await ready
    const run = jobs[data.job] as (id: number, request: ToWorker['request']) => Promise<Jobs[JobName]['answer']>
    say({ id, kind: 'done', answer: await run(id, data.request) })
  } catch (thrown) {
    // Only reading a file throws DOMExceptions: it was moved, changed or locked since the person chose it.
    const reason = thrown instanceof DOMException ? 'unreadable' : 'wasm'
    say({ id, kind: 'failed', reason, detail: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

function say(message: FromWorker): void {
  postMessage(message)
}

/** Reads the file piece by piece; progress is told for jobs that have an `id`. */
async function feed(file: Blob, push: (bytes: Uint8Array) => void, id?: number): Promise<void> {
  const reader = file.stream().getReader()
  let bytes = 0
  let told = performance.now()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    push(piece.value)
    bytes += piece.value.byteLength
    if (id !== undefined && performance.now() - told > PROGRESS_EVERY_MS) {
      told = performance.now()
      say({ id, kind: 'progress', bytes })
    }
  }
}

/** Gathers what a transformation gives out; a Blob, because the browser may keep it on disk. */
async function collect(
  file: Blob,
  transformation: { push(bytes: Uint8Array): Uint8Array; finish(): Uint8Array },
): Promise<Blob> {
  const parts: BlobPart[] = []
  await feed(file, (bytes) => parts.push(transformation.push(bytes) as Uint8Array<ArrayBuffer>))
  parts.push(transformation.finish() as Uint8Array<ArrayBuffer>)
  return new Blob(parts, { type: 'text/csv' })
}
