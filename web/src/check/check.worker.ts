import init, { Checker, Mender, Picker, profiles, templates } from '../generated/rows/rollbook_rows.js'
import moduleUrl from '../generated/rows/rollbook_rows_bg.wasm?url'
import type { FromWorker, JobName, Jobs, ToWorker } from './protocol'

/** Notices cross to the page in portions, so that no single message keeps the page from answering. */
const NOTICES_A_MESSAGE = 2_000
const PROGRESS_EVERY_MS = 50

const ready = init({ module_or_path: moduleUrl })

/** The last check: it knows the file's refused rows. */
let checked: Checker | null = null

const jobs: { [N in JobName]: (id: number, request: Jobs[N]['request']) => Promise<Jobs[N]['answer']> } = {
  async check(id, { file, name, profile }) {
    checked?.free()
    const checker = (checked = new Checker(profile))
    checker.begin(name)
    await feed(file, (bytes) => checker.push(bytes), id)
    const report = checker.finish()
    const [found] = report.files
    if (!found) throw new Error('the validator reported no file')
    const { notices, ...rest } = found
    for (let from = 0; from < notices.length; from += NOTICES_A_MESSAGE) {
      say({ id, kind: 'notices', notices: notices.slice(from, from + NOTICES_A_MESSAGE) })
    }
    return { ...rest, profile: report.profile, ok: report.ok }
  },

  async pick(_id, { file, row }) {
    const picker = new Picker(Uint32Array.of(row))
    await feed(file, (bytes) => picker.push(bytes))
    const picked = picker.finish()
    picker.free()
    const header = picked[0]
    const cells = picked.find((found) => found.row === row)?.cells ?? []
    return { headerRow: header?.row ?? null, header: header?.cells ?? [], cells }
  },

  mend: (_id, { file, edits, without }) => rewrite(file, new Mender(edits, Uint32Array.from(without))),

  async refusals(_id, { file }) {
    if (!checked) throw new Error('no file has been checked')
    return rewrite(file, checked.refusals(0))
  },

  async profiles() {
    const headers = templates()
    return profiles().map((profile) => ({ profile, header: headers[profile] ?? '' }))
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

interface Rewriter {
  push(bytes: Uint8Array): Uint8Array
  finish(): Uint8Array
  free(): void
}

/** Sends a file through a rewriter. The result is a Blob, because the browser may keep it on disk. */
async function rewrite(file: Blob, rewriter: Rewriter): Promise<Blob> {
  const parts: BlobPart[] = []
  const keep = (part: Uint8Array): void => void parts.push(part as Uint8Array<ArrayBuffer>)
  await feed(file, (bytes) => keep(rewriter.push(bytes)))
  keep(rewriter.finish())
  rewriter.free()
  return new Blob(parts, { type: 'text/csv' })
}
