import type { LogVerifier } from '../../generated/log/rollbook_log.js'
import { readPart, readTileNow } from './server'
import { tilePath, upperTiles } from './tiles'

/** So many tiles are kept for the verifier to look back and ahead; one that is gone is asked for again. */
const TILES_KEPT = 320

/** The tiles that the verifier may ask for, in one breath, to say where a fault is. */
export class TilesAtHand {
  #tiles = new Map<string, Uint8Array>()
  #refused: unknown = null

  constructor(private readonly size: number) {}

  async giveTo(verifier: LogVerifier): Promise<void> {
    for (const { level, index } of upperTiles(this.size)) {
      const tile = await readPart(tilePath(level, index, this.size)!)
      if (tile) this.#tiles.set(`${level}/${index}`, tile)
    }
    verifier.tiles((level, index) => this.#tiles.get(`${level}/${index}`) ?? this.#readNow(level, index))
  }

  /** Of the lowest tiles, of which there are many, only the last ones stay. */
  keep(index: number, tile: Uint8Array | undefined): void {
    if (tile) this.#tiles.set(`0/${index}`, tile)
    this.#tiles.delete(`0/${index - TILES_KEPT}`)
  }

  /** Throws where the server has refused a tile: then nothing can be said of the log, least of all that it was changed. */
  orRefused(): void {
    if (this.#refused !== null) throw this.#refused
  }

  #readNow(level: number, index: number): Uint8Array | undefined {
    try {
      return readTileNow(level, index, this.size)
    } catch (thrown) {
      this.#refused ??= thrown
      return undefined
    }
  }
}
