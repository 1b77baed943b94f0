import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountQuery } from '../src/api/types'
import { fakeServer, settled, type Asked } from './server'

const SHOWN: AccountQuery = { limit: 100, status: ['active'], search: 'grace young' }
const accounts = (...statuses: string[]): object[] => statuses.map((status, index) => ({ account_id: String(index), status }))

describe('who fits a search in another status', () => {
  let requests: Asked[]
  let others: typeof import('../src/accounts/others.svelte').otherStatuses

  beforeEach(async () => {
    vi.resetModules()
    requests = fakeServer()
    others = (await import('../src/accounts/others.svelte')).otherStatuses
  })
  afterEach(() => vi.unstubAllGlobals())

  it('is counted by status', async () => {
    void others.count(SHOWN, false)
    expect(requests[0]!.body).toMatchObject({ search: 'grace young', status: ['disabled', 'deactivated'] })
    await requests[0]!.answer({ accounts: accounts('deactivated', 'disabled', 'deactivated'), next: 'more' })
    expect(others.found).toEqual({ counts: { disabled: 1, deactivated: 2 }, more: true })
  })

  it('is forgotten with the search, also where the answer comes late', async () => {
    void others.count(SHOWN, false)
    void others.count({ limit: 100, status: ['active'] }, false)
    await requests[0]!.answer({ accounts: accounts('disabled'), next: null })
    expect([others.found, requests.length]).toEqual([null, 1])
  })

  it('is nobody where the question fails', async () => {
    void others.count(SHOWN, false)
    await requests[0]!.answer({ code: 'busy' }, 503)
    await settled()
    expect(others.found).toBeNull()
  })
})
