const POLYNOMIAL = 0xedb88320

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
})

/** The checksum that zip archives keep of each file (CRC-32, ISO 3309), over bytes that come in pieces. */
export class Crc32 {
  #state = 0xffffffff

  push(bytes: Uint8Array): void {
    let state = this.#state
    for (const byte of bytes) state = (state >>> 8) ^ (TABLE[(state ^ byte) & 0xff] ?? 0)
    this.#state = state
  }

  get value(): number {
    return ~this.#state >>> 0
  }
}
