import { describe, expect, it } from 'vitest'
import { bundlePath, bundles, tilePath, upperTiles } from '../src/audit/log/tiles'

describe('the places of a log', () => {
  it('groups digits by three, and says how much of the last part there is', () => {
    expect(bundlePath(0, 256)).toBe('/tlog/tile/entries/000')
    expect(bundlePath(0, 8)).toBe('/tlog/tile/entries/000.p/8')
    expect(bundlePath(1067, 1068 * 256)).toBe('/tlog/tile/entries/x001/067')
    expect(tilePath(0, 1234067, 1234067 * 256 + 3)).toBe('/tlog/tile/0/x001/x234/067.p/3')
    expect(tilePath(1, 1, 65_536 + 512)).toBe('/tlog/tile/1/001.p/2')
    expect(tilePath(1, 0, 255)).toBeNull()
    expect(tilePath(0, 1, 256)).toBeNull()
  })

  it('knows every part', () => {
    expect(bundles(0)).toBe(0)
    expect(bundles(257)).toBe(2)
    expect(upperTiles(255)).toEqual([])
    expect(upperTiles(65_536 + 256)).toEqual([
      { level: 1, index: 0 },
      { level: 1, index: 1 },
      { level: 2, index: 0 },
    ])
  })
})
