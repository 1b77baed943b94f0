/** Where the parts of a log of so many events stand (c2sp.org/tlog-tiles). */

export const WIDTH = 256

/** How many hashes a tile of the tree has; 0 where there is none. */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / WIDTH ** level)
  return Math.max(0, Math.min(WIDTH, hashes - index * WIDTH))
}

export function tilePath(level: number, index: number, size: number): string | null {
  const width = tileWidth(level, index, size)
  return width === 0 ? null : `/tlog/tile/${level}/${place(index, width)}`
}

/** The records below a tile of level 0. */
export const bundlePath = (index: number, size: number): string =>
  `/tlog/tile/entries/${place(index, tileWidth(0, index, size))}`

export const bundles = (size: number): number => Math.ceil(size / WIDTH)

/** The tiles above level 0, of which there are few. */
export function upperTiles(size: number): { level: number; index: number }[] {
  const tiles: { level: number; index: number }[] = []
  for (let level = 1; tileWidth(level, 0, size) > 0; level += 1) {
    for (let index = 0; tileWidth(level, index, size) > 0; index += 1) tiles.push({ level, index })
  }
  return tiles
}

/** 1067 is `x001/067`; a part of a tile says how many hashes it has. */
function place(index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const groups = digits.match(/\d{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === WIDTH ? path : `${path}.p/${width}`
}
