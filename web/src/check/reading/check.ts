import { Checker } from '../../generated/rows/rollbook_rows.js'
import type { NamedBlob } from '../../archive/pack'
import type { Package } from '../protocol'
import type { Notice, Overview } from '../report'
import { feed } from './feed'
import { rewrite } from './rewrite'

/** Notices cross to the page in portions, so that no single message keeps the page from answering. */
const NOTICES_A_MESSAGE = 2_000

export interface Hearing {
  onRead: (bytes: number) => void
  onNotices: (file: string, notices: Notice[]) => void
}

/** A check that has ended: it knows which rows were refused. */
export class Checked {
  private constructor(
    readonly overview: Overview,
    private readonly checker: Checker,
    private readonly names: string[],
  ) {}

  static async run({ files, faults }: Package, profile: string, hearing: Hearing): Promise<Checked> {
    const checker = new Checker(profile)
    for (const { name, blob } of files) {
      checker.begin(name)
      await feed(blob, (bytes) => {
        checker.push(bytes)
        hearing.onRead(bytes.byteLength)
      })
    }
    for (const { name, code, message } of faults) {
      checker.begin(name)
      checker.reject(code, message)
    }
    const report = checker.finish()
    const summaries = report.files.map(({ notices, ...summary }) => {
      for (let from = 0; from < notices.length; from += NOTICES_A_MESSAGE) {
        hearing.onNotices(summary.name, notices.slice(from, from + NOTICES_A_MESSAGE))
      }
      return summary
    })
    const overview = { profile: report.profile, ok: report.ok, files: summaries }
    return new Checked(overview, checker, files.map(({ name }) => name))
  }

  /** The refused rows of one of the files. */
  async refusals({ name, blob }: NamedBlob): Promise<Blob> {
    return rewrite(blob, this.checker.refusals(this.names.indexOf(name)))
  }

  free(): void {
    this.checker.free()
  }
}
