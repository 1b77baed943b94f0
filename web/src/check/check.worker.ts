import { pack } from '../archive/pack'
import init, { Mender, PasswordStripper, Picker, profiles, templates } from '../generated/rows/rollbook_rows.js'
import moduleUrl from '../generated/rows/rollbook_rows_bg.wasm?url'
import type { FromWorker, JobName, Jobs, ToWorker } from './protocol'
import { Checked } from './reading/check'
import { feed } from './reading/feed'
import { open } from './reading/open'
import { withoutPasswords, type Stripper } from './reading/passwords'
import { rewrite } from './reading/rewrite'

const PROGRESS_EVERY_MS = 50

const ready = init({ module_or_path: moduleUrl })

const stripper = (): Stripper => new PasswordStripper()

let checked: Checked | null = null

const jobs: { [N in JobName]: (request: Jobs[N]['request'], id: number) => Promise<Jobs[N]['answer']> } = {
  open: ({ chosen }, id) => open(chosen, stripper, progressOf(id)),

  async check({ profile, ...files }, id) {
    checked?.free()
    checked = null
    const onNotices = (file: string, notices: (FromWorker & { kind: 'notices' })['notices']): void =>
      say({ id, kind: 'notices', file, notices })
    checked = await Checked.run(files, profile, { onRead: progressOf(id), onNotices })
    return checked.overview
  },

  async pick({ file, row }) {
    const picker = new Picker(Uint32Array.of(row))
    await feed(file, (bytes) => picker.push(bytes))
    const picked = picker.finish()
    picker.free()
    const header = picked[0]
    const cells = picked.find((found) => found.row === row)?.cells ?? []
    return { headerRow: header?.row ?? null, header: header?.cells ?? [], cells }
  },

  /** What a person types may be a password too. */
  async mend({ file, edits, without }) {
    const mended = await rewrite(file.blob, new Mender(edits, Uint32Array.from(without)))
    const stripped = await withoutPasswords({ name: file.name, blob: mended }, stripper)
    return { ...stripped, passwords: file.passwords + stripped.passwords }
  },

  async refusals({ file }) {
    if (!checked) throw new Error('no file has been checked')
    return checked.refusals(file)
  },

  pack: ({ files }) => pack(files),

  async profiles() {
    const headers = templates()
    return profiles().map((profile) => ({ profile, header: headers[profile] ?? '' }))
  },
}

onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  const { id } = data
  try {
    await ready
    const run = jobs[data.job] as (request: ToWorker['request'], id: number) => Promise<Jobs[JobName]['answer']>
    say({ id, kind: 'done', answer: await run(data.request, id) })
  } catch (thrown) {
    // Only reading a file throws DOMExceptions: it was moved, changed or locked since the person chose it.
    const reason = thrown instanceof DOMException ? 'unreadable' : 'wasm'
    say({ id, kind: 'failed', reason, detail: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

function say(message: FromWorker): void {
  postMessage(message)
}

/** Tells the page how many bytes a job has read, now and then. */
function progressOf(id: number): (bytes: number) => void {
  let read = 0
  let told = performance.now()
  return (bytes) => {
    read += bytes
    if (performance.now() - told <= PROGRESS_EVERY_MS) return
    told = performance.now()
    say({ id, kind: 'progress', bytes: read })
  }
}
