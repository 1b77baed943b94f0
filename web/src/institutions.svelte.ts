import { listInstitutions } from './api/institutions'
import type { Institution } from './api/types'
import { strings } from './strings'

/** The institutions by number, read once; names are shown everywhere, numbers until they are known. */
class Institutions {
  all: Institution[] = $state.raw([])
  #asked = false

  nameOf(institution: number | null): string {
    if (institution === null) return strings.common.none
    return this.all.find((known) => known.institution === institution)?.name ?? strings.common.institution(institution)
  }

  /** Views that show names call this first; a failure leaves the numbers, which say the same. */
  async load(): Promise<void> {
    if (this.#asked) return
    await this.reload()
  }

  /** After one was added. */
  async reload(): Promise<void> {
    this.#asked = true
    try {
      this.all = await listInstitutions()
    } catch {
      this.#asked = false
    }
  }
}

export const institutions = new Institutions()
