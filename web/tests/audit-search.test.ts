import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer, settled, type Asked } from './server'

const events = (...positions: number[]): object[] => positions.map((position) => ({ position }))

describe('the search of the log', () => {
  let requests: Asked[]
  let audit: typeof import('../src/audit/audit.svelte').audit

  beforeEach(async () => {
    vi.resetModules()
    requests = fakeServer()
    audit = (await import('../src/audit/audit.svelte')).audit
  })
  afterEach(() => vi.unstubAllGlobals())

  const shown = (): number[] => audit.page?.events.map(({ position }) => position) ?? []
  /** The request for a page; a count asks for one event only. */
  const pages = (): Asked[] => requests.filter(({ body }) => body['limit'] !== 1)
  const counts = (): Asked[] => requests.filter(({ body }) => body['count'] === true)
  const first = async (): Promise<void> => {
    void audit.search('')
    await pages()[0]!.answer({ events: events(9, 8), next: 'two' })
  }

  it('is not overwritten by an older search that still looks for its newest event', async () => {
    audit.order = 'asc'
    void audit.search('type:disabled')
    await pages()[0]!.answer({ events: events(1, 2), next: 'two' })
    const newest = requests[1]!
    void audit.search('type:enabled')
    await pages()[1]!.answer({ events: events(5), next: null })
    await newest.answer({ events: events(9), next: null })
    expect([shown(), audit.loading]).toEqual([[5], false])
    expect(newest.signal?.aborted).toBe(true)
  })

  it('goes on counting while pages are turned', async () => {
    await first()
    expect(audit.counting).toBe(true)
    void audit.turn('two')
    await pages()[1]!.answer({ events: events(7), previous: 'one', next: null })
    await counts()[0]!.answer({ events: [], count: 3 })
    expect([audit.count, audit.counting]).toEqual([3, false])
  })

  it('counts no longer for a search that was left', async () => {
    await first()
    void audit.search('type:disabled')
    expect(audit.counting).toBe(false)
    await pages()[1]!.answer({ events: events(4), next: null })
    await settled()
    expect([audit.count, audit.counting]).toEqual([1, false])
  })

  it('tries a failed search again from its own beginning', async () => {
    await first()
    void audit.turn('two')
    await pages()[1]!.answer({ events: events(7), next: null })
    void audit.search('type:disabled')
    await pages()[2]!.answer({ code: 'busy' }, 503)
    expect([audit.page, audit.problem?.status]).toEqual([null, 503])
    void audit.again()
    expect(pages()[3]!.body).not.toHaveProperty('cursor')
  })

  it('keeps the page that is there when another fails, and asks for that one again', async () => {
    await first()
    void audit.turn('two')
    await pages()[1]!.answer({ code: 'busy' }, 503)
    expect([shown(), audit.problem?.status]).toEqual([[9, 8], 503])
    void audit.again()
    expect(pages()[2]!.body['cursor']).toBe('two')
  })
})
