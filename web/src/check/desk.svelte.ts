import { asProblem, type Problem } from '../api/problem'
import { newKey } from '../api/request'
import { planImport } from '../api/imports'
import type { Action, Plan } from '../api/types'
import type { NamedBlob } from '../archive/pack'
import { nameWith } from '../parts/download'
import { strings } from '../strings'
import { CheckClient, CheckFailed } from './client'
import { mendedName, refusedName } from './names'
import type { MendRequest, Package, PickedRow } from './protocol'
import type { Found, Overview } from './report'

type Phase = 'empty' | 'opening' | 'checking' | 'checked' | 'failed'

/** What the person wants planned, and the one key for it. */
interface Intent {
  contents: Package
  profile: string
  action: Action | null
  allOrNothing: boolean
  key: string
}

/**
 * The files that the person works on: checked, mended and checked again, at last uploaded. They outlive the view, so
 * that a look at the accounts loses nothing.
 */
class Desk {
  phase: Phase = $state('empty')
  /** What was chosen, by name; the files of an archive are in `contents`. */
  chosen: string[] = $state.raw([])
  contents: Package = $state.raw({ files: [], faults: [] })
  /** The package before each change made here. */
  earlier: Package[] = $state.raw([])
  profile = $state('auto')
  action: Action = $state('deactivate')
  allOrNothing = $state(false)
  bytesRead = $state(0)
  bytesToRead = $state(0)
  /** The files are checked again after a change; what was found before stays in sight meanwhile. */
  again = $state(false)
  overview: Overview | null = $state.raw(null)
  notices: Found[] = $state.raw([])
  trouble = $state('')
  /** Said to screen readers after each change. */
  announcement = $state('')

  uploading: 'no' | 'packing' | 'sending' | 'planning' = $state('no')
  bytesSent = $state(0)
  bytesToSend = $state(0)
  uploadProblem: Problem | null = $state.raw(null)

  /** The files must stay as they are: they are checked again, or the plan to come is of what was sent. */
  readonly busy = $derived(this.again || this.uploading !== 'no')
  readonly passwords = $derived(this.contents.files.reduce((sum, file) => sum + file.passwords, 0))

  /** The package as it was last saved, or sent for a plan. */
  #kept: Package | null = $state.raw(null)
  /** Files were mended, and are so nowhere but in this tab. */
  readonly unsaved = $derived.by(() => {
    const asChosen = this.earlier[0]?.files ?? this.contents.files
    return this.contents !== this.#kept && this.contents.files.some((file) => !asChosen.includes(file))
  })
  /** Whoever leaves the page now loses something: changes, or an upload whose plan is being made. */
  readonly atRisk = $derived(this.unsaved || this.uploading !== 'no')

  #client = new CheckClient()
  #upload: AbortController | null = null
  /** Until it is answered: a second try after a lost answer must not make a second plan. */
  #intent: Intent | null = null

  async open(chosen: File[]): Promise<void> {
    this.#reset()
    this.chosen = chosen.map(({ name }) => name)
    this.phase = 'opening'
    const files = chosen.map((blob) => ({ name: blob.name, blob }))
    this.#expect(files)
    const opening = this.#client.run('open', { chosen: files }, { onProgress: (bytes) => (this.bytesRead = bytes) })
    const contents = await this.#orFail(opening)
    if (contents) await this.#check(contents, [])
  }

  async readAs(profile: string): Promise<void> {
    if (this.busy) return
    this.profile = profile
    await this.#check(this.contents, this.earlier)
  }

  clear(): void {
    this.#client.stop()
    this.#upload?.abort()
    this.#reset()
  }

  #reset(): void {
    this.phase = 'empty'
    this.again = false
    this.profile = 'auto'
    this.action = 'deactivate'
    this.allOrNothing = false
    this.chosen = []
    this.contents = { files: [], faults: [] }
    this.earlier = []
    this.overview = null
    this.notices = []
    this.uploadProblem = null
    this.announcement = ''
  }

  /** Null where the file cannot be read any more; the page says so. */
  pick(name: string, row: number): Promise<PickedRow | null> {
    return this.#orFail(this.#client.run('pick', { file: this.#file(name).blob, row }))
  }

  /** Changes a file as asked and checks all of them again; answers whether both were done. */
  async mend(name: string, request: MendRequest): Promise<boolean> {
    if (this.busy) return false
    const file = this.#file(name)
    this.again = true
    const mended = await this.#orFail(this.#client.run('mend', { file, ...request }))
    if (!mended) return false
    const files = this.contents.files.map((other) => (other === file ? mended : other))
    return this.#check({ ...this.contents, files }, [...this.earlier, this.contents])
  }

  /** Leaves a file, or an archive that cannot be used, out of the package; answers whether the rest was checked. */
  async leaveOut(name: string): Promise<boolean> {
    if (this.busy) return false
    this.again = true
    const others = <T extends { name: string }>(all: T[]): T[] => all.filter((one) => one.name !== name)
    const contents = { files: others(this.contents.files), faults: others(this.contents.faults) }
    return this.#check(contents, [...this.earlier, this.contents])
  }

  /** Answers whether the files are as before the last change and were checked again. */
  async undo(): Promise<boolean> {
    const before = this.earlier.at(-1)
    if (this.busy || !before) return false
    this.again = true
    return this.#check(before, this.earlier.slice(0, -1))
  }

  /** The files as they are now, to be saved by the person: one CSV, or an archive of several. */
  async keep(): Promise<NamedBlob | null> {
    const { contents } = this
    const saved = await this.#orFail(this.#asOne())
    if (saved) this.#kept = contents
    return saved
  }

  /** The refused rows: one CSV, or an archive with one for each file. */
  async refusedRows(): Promise<NamedBlob | null> {
    const profile = this.#profileFound()
    const names = (this.overview?.files ?? []).filter(({ refused }) => refused > 0).map(({ name }) => name)
    const gather = async (): Promise<NamedBlob> => {
      const files: NamedBlob[] = []
      for (const file of this.contents.files.filter(({ name }) => names.includes(name))) {
        files.push({ name: refusedName(file.name, profile), blob: await this.#client.run('refusals', { file }) })
      }
      const [only, ...others] = files
      return only && others.length === 0 ? only : this.#pack(files, 'refused')
    }
    return this.#orFail(gather())
  }

  profiles(): Promise<{ profile: string; header: string }[]> {
    return this.#client.run('profiles', null)
  }

  /** Sends the files; the first moment at which any of them leaves the computer. Null where no plan came of it. */
  async upload(): Promise<Plan | null> {
    const upload = (this.#upload = new AbortController())
    const { contents, ...terms } = this.#intended()
    this.uploadProblem = null
    this.bytesSent = 0
    this.uploading = 'packing'
    try {
      const file = await this.#orFail(this.#asOne())
      if (!file || upload.signal.aborted) return null
      this.bytesToSend = file.blob.size
      this.uploading = 'sending'
      const plan = await planImport({
        ...file,
        isArchive: contents.files.length > 1,
        ...terms,
        signal: upload.signal,
        onSent: (bytes) => {
          this.bytesSent = bytes
          if (bytes >= file.blob.size) this.uploading = 'planning'
        },
      })
      this.#kept = contents
      this.#intent = null
      return plan
    } catch (thrown) {
      if (upload.signal.aborted) return null
      this.uploadProblem = asProblem(thrown)
      if (!this.uploadProblem.unsure) this.#intent = null
      return null
    } finally {
      this.uploading = 'no'
    }
  }

  /** What is to be uploaded now; under the key of what was sent before without an answer, where that is the same. */
  #intended(): Intent {
    const { contents, allOrNothing } = this
    const profile = this.#profileFound()
    const action = profile === 'benchprep' ? this.action : null
    const before = this.#intent
    const isSame =
      before?.contents === contents && before.profile === profile && before.action === action && before.allOrNothing === allOrNothing
    return (this.#intent = isSame ? before : { contents, profile, action, allOrNothing, key: newKey() })
  }

  cancelUpload(): void {
    this.#upload?.abort()
  }

  /** Answers whether the check came to its end. */
  async #check(contents: Package, earlier: Package[]): Promise<boolean> {
    // A check that still runs is about files or a profile that are no longer meant.
    if (this.phase === 'checking') this.#client.stop()
    this.contents = contents
    this.earlier = earlier
    if (!this.again) this.phase = 'checking'
    this.#expect(contents.files)
    this.uploadProblem = null
    const notices: Found[] = []
    const request = { ...contents, profile: this.profile }
    const checking = this.#client.run('check', request, {
      onProgress: (bytes) => (this.bytesRead = bytes),
      onNotices: (file, portion) => {
        for (const notice of portion) notices.push({ ...notice, file })
      },
    })
    const overview = await this.#orFail(checking)
    if (!overview) return false
    this.overview = overview
    this.notices = notices
    this.phase = 'checked'
    this.again = false
    return true
  }

  #expect(files: NamedBlob[]): void {
    this.bytesRead = 0
    this.bytesToRead = files.reduce((sum, { blob }) => sum + blob.size, 0)
  }

  /** All files as one: several are packed. */
  async #asOne(): Promise<NamedBlob> {
    const changed = this.earlier.length > 0
    const [only, ...others] = this.contents.files
    if (!only || others.length > 0) return this.#pack(this.contents.files, changed ? 'mended' : null)
    return { name: changed ? mendedName(only.name, this.#profileFound()) : only.name, blob: only.blob }
  }

  /** An archive is named after the one that was chosen, if one alone was. */
  async #pack(files: NamedBlob[], suffix: string | null): Promise<NamedBlob> {
    const [only, ...others] = this.chosen
    const name = only && others.length === 0 ? only : strings.check.packageName
    return { name: suffix === null ? name : nameWith(name, suffix), blob: await this.#client.run('pack', { files }) }
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

  /** The server reads the files as the browser did, not as it would guess itself. */
  #profileFound(): string {
    return this.overview?.profile ?? this.profile
  }

  #file(name: string): Package['files'][number] {
    const file = this.contents.files.find((other) => other.name === name)
    if (!file) throw new Error('there is no such file on the desk')
    return file
  }
}

export const desk = new Desk()
