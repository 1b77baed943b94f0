import { asProblem, type Problem } from '../api/problem'
import { newKey } from '../api/request'
import { planImport } from '../api/imports'
import type { Action, Plan } from '../api/types'
import { nameWith } from '../parts/download'
import { strings } from '../strings'
import { CheckClient, CheckFailed } from './client'
import type { MendRequest, PickedRow } from './protocol'
import type { Notice, Summary } from './report'

type Phase = 'empty' | 'checking' | 'checked' | 'failed'

/** A file as it is now, and what it was before each change made here. */
interface OnDesk {
  name: string
  blob: Blob
  earlier: Blob[]
}

/**
 * The file that the person works on: checked, mended and checked again, at last uploaded. It outlives the view, so
 * that a look at the accounts loses nothing.
 */
class Desk {
  phase: Phase = $state('empty')
  file: OnDesk | null = $state.raw(null)
  profile = $state('auto')
  action: Action = $state('deactivate')
  bytesRead = $state(0)
  /** The file is checked again after a change; what was found before stays in sight meanwhile. */
  again = $state(false)
  summary: Summary | null = $state.raw(null)
  notices: Notice[] = $state.raw([])
  trouble = $state('')
  /** Said to screen readers after each change. */
  announcement = $state('')

  uploading: 'no' | 'sending' | 'planning' = $state('no')
  bytesSent = $state(0)
  uploadProblem: Problem | null = $state.raw(null)

  /** The file must stay as it is: it is checked again, or the plan to come is of what was sent. */
  readonly busy = $derived(this.again || this.uploading !== 'no')

  /** The file as it was last saved, or sent for a plan. */
  #kept: Blob | null = $state.raw(null)
  /** Changes that are nowhere but in this tab. */
  readonly unsaved = $derived(this.file !== null && this.file.earlier.length > 0 && this.file.blob !== this.#kept)

  #client = new CheckClient()
  #upload: AbortController | null = null

  async open(file: File): Promise<void> {
    this.profile = 'auto'
    await this.#check({ name: file.name, blob: file, earlier: [] })
  }

  async readAs(profile: string): Promise<void> {
    if (this.busy) return
    this.profile = profile
    if (this.file) await this.#check(this.file)
  }

  clear(): void {
    this.#client.stop()
    this.#upload?.abort()
    this.phase = 'empty'
    this.again = false
    this.file = null
    this.summary = null
    this.notices = []
    this.uploadProblem = null
    this.announcement = ''
  }

  /** Null where the file cannot be read any more; the page says so. */
  pick(row: number): Promise<PickedRow | null> {
    return this.#orFail(this.#client.run('pick', { file: this.#current().blob, row }))
  }

  /** Changes the file as asked and checks it again; answers whether both were done. */
  async mend(request: MendRequest): Promise<boolean> {
    if (this.busy) return false
    const file = this.#current()
    this.again = true
    const blob = await this.#orFail(this.#client.run('mend', { file: file.blob, ...request }))
    return blob !== null && this.#check({ ...file, blob, earlier: [...file.earlier, file.blob] })
  }

  /** Answers whether the file is as before its last change and was checked again. */
  async undo(): Promise<boolean> {
    const file = this.#current()
    const blob = file.earlier.at(-1)
    if (this.busy || !blob) return false
    this.again = true
    return this.#check({ ...file, blob, earlier: file.earlier.slice(0, -1) })
  }

  /** What the file is called once it is saved or uploaded: a changed one must not pass for the file that was chosen. */
  get mendedName(): string {
    const { name, earlier } = this.#current()
    return earlier.length > 0 ? nameWith(name, 'mended') : name
  }

  /** The file as it is now, to be saved by the person. */
  keep(): Blob {
    return (this.#kept = this.#current().blob)
  }

  refusedRows(): Promise<Blob | null> {
    return this.#orFail(this.#client.run('refusals', { file: this.#current().blob }))
  }

  profiles(): Promise<{ profile: string; header: string }[]> {
    return this.#client.run('profiles', null)
  }

  /** Sends the file; the first moment at which any of it leaves the computer. Null where no plan came of it. */
  async upload(): Promise<Plan | null> {
    const { blob } = this.#current()
    this.#upload = new AbortController()
    this.uploadProblem = null
    this.bytesSent = 0
    this.uploading = 'sending'
    try {
      const plan = await planImport({
        file: blob,
        name: this.mendedName,
        profile: this.#profileFound(),
        action: this.action,
        key: newKey(),
        signal: this.#upload.signal,
        onSent: (bytes) => {
          this.bytesSent = bytes
          if (bytes >= blob.size) this.uploading = 'planning'
        },
      })
      this.#kept = blob
      return plan
    } catch (thrown) {
      if (!this.#upload.signal.aborted) this.uploadProblem = asProblem(thrown)
      return null
    } finally {
      this.uploading = 'no'
    }
  }

  cancelUpload(): void {
    this.#upload?.abort()
  }

  /** Answers whether the check came to its end. */
  async #check(file: OnDesk): Promise<boolean> {
    // A check that still runs is about a file or a profile that is no longer meant.
    if (this.phase === 'checking') this.#client.stop()
    this.file = file
    if (!this.again) this.phase = 'checking'
    this.bytesRead = 0
    this.uploadProblem = null
    const notices: Notice[] = []
    try {
      this.summary = await this.#client.run(
        'check',
        { file: file.blob, name: file.name, profile: this.profile },
        {
          onProgress: (bytes) => (this.bytesRead = bytes),
          onNotices: (portion) => notices.push(...portion),
        },
      )
      this.notices = notices
      this.phase = 'checked'
      this.again = false
      return true
    } catch (thrown) {
      this.#fail(thrown)
      return false
    }
  }

  async #orFail<T>(job: Promise<T>): Promise<T | null> {
    try {
      return await job
    } catch (thrown) {
      this.#fail(thrown)
      return null
    }
  }

  #fail(thrown: unknown): void {
    const unreadable = thrown instanceof CheckFailed && thrown.reason === 'unreadable'
    this.trouble = unreadable ? strings.check.unreadable : strings.check.wasmFailed
    this.phase = 'failed'
    this.again = false
  }

  /** The server reads the file as the browser did, not as it would guess itself. */
  #profileFound(): string {
    return this.summary?.profile ?? this.profile
  }

  #current(): OnDesk {
    if (!this.file) throw new Error('there is no file on the desk')
    return this.file
  }
}

export const desk = new Desk()
