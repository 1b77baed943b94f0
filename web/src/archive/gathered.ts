/** Bytes held in memory before they are handed to the browser, which may keep them on disk. */
const MOST_HELD_BYTES = 4 * 1_048_576

/** Gathers pieces into a Blob without ever holding all of them in memory. */
export class Gathered {
  #done: Blob[] = []
  #held: Uint8Array<ArrayBuffer>[] = []
  #heldBytes = 0

  push(bytes: Uint8Array): void {
    this.#held.push(bytes as Uint8Array<ArrayBuffer>)
    this.#heldBytes += bytes.byteLength
    if (this.#heldBytes >= MOST_HELD_BYTES) this.#hand()
  }

  pushBlob(part: Blob): void {
    this.#hand()
    this.#done.push(part)
  }

  finish(type: string): Blob {
    this.#hand()
    return new Blob(this.#done, { type })
  }

  #hand(): void {
    if (this.#held.length > 0) this.#done.push(new Blob(this.#held))
    this.#held = []
    this.#heldBytes = 0
  }
}
