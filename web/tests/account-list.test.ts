import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RouteOf } from '../src/router'
import { fakeServer, settled, type Asked } from './server'

const ACTIVE: RouteOf<'accounts'> = { view: 'accounts', status: 'active', institution: null }
const DISABLED: RouteOf<'accounts'> = { ...ACTIVE, status: 'disabled' }
const PAUSE_MS = 200

const people = (...names: string[]): object[] => names.map((name) => ({ account_id: name }))

describe('the account list', () => {
  let requests: Asked[]
  let list: typeof import('../src/accounts/list.svelte').accountList

  beforeEach(async () => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} })
    vi.resetModules()
    requests = fakeServer()
    list = (await import('../src/accounts/list.svelte')).accountList
    list.show(ACTIVE)
    await requests[0]!.answer({ accounts: people('ann', 'ben'), next: 'two' })
  })
  afterEach(() => {
    // What is still being typed would be asked for in the next test.
    void list.settle()
    vi.unstubAllGlobals()
  })

  const shown = (): string[] => list.accounts.map(({ account_id }) => account_id)

  it('never shows the answer to a filter that was left again', async () => {
    list.show(DISABLED)
    list.show(ACTIVE)
    expect(requests[1]!.signal?.aborted).toBe(true)
    await requests[1]!.answer({ accounts: people('dan'), next: null })
    expect([shown(), list.next, list.loading]).toEqual([['ann', 'ben'], 'two', false])
  })

  it('asks at once when the person is done with typing, and is settled when the answer is there', async () => {
    list.type('cat')
    let settledNow = false
    const settling = list.settle().then(() => (settledNow = true))
    expect(requests[1]!.body['search']).toBe('cat')
    await settled()
    expect(settledNow).toBe(false)
    await requests[1]!.answer({ accounts: people('cat'), next: null })
    await settling
    expect(shown()).toEqual(['cat'])
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    expect(requests).toHaveLength(2)
  })

  it('asks for no further page of the old list while another text is being typed', async () => {
    list.type('cat')
    await list.more()
    expect(requests).toHaveLength(1)
  })

  it('keeps the search for whoever returns to it, and drops it for who opens it anew', async () => {
    list.type('cat')
    void list.settle()
    await requests[1]!.answer({ accounts: people('cat'), next: null })
    list.show(ACTIVE)
    expect([list.search, requests.length]).toEqual(['cat', 2])
    list.show(ACTIVE, false)
    expect([list.search, requests[2]!.body['search']]).toEqual(['', undefined])
  })

  it('keeps its rows when the next page fails, and asks for that page again', async () => {
    void list.more()
    await requests[1]!.answer({ code: 'busy' }, 503)
    expect([shown(), list.problem?.status]).toEqual([['ann', 'ben'], 503])
    void list.again()
    expect(requests[2]!.body['cursor']).toBe('two')
    await requests[2]!.answer({ accounts: people('cat'), next: null })
    expect([shown(), list.problem]).toEqual([['ann', 'ben', 'cat'], null])
  })
})
