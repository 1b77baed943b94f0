import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Problem } from '../src/api/problem'
import { newKey, read, search, setCsrf, whenRefused, write } from '../src/api/request'

interface Sent {
  path: string
  token: string | null
  key: string | null
}

const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })
const NOT_SIGNED_IN = [401, { code: 'not-signed-in' }] as const
const OTHER_TOKEN = [403, { code: 'csrf-mismatch' }] as const

let sent: Sent[]
let answers: (readonly [number, unknown] | 'lost')[]

beforeEach(() => {
  sent = []
  setCsrf('old')
  vi.stubGlobal('fetch', (path: string, { headers }: RequestInit) => {
    const given = new Headers(headers)
    sent.push({ path, token: given.get('X-CSRF-Token'), key: given.get('Idempotency-Key') })
    const next = answers.shift()
    return next && next !== 'lost' ? Promise.resolve(answer(...next)) : Promise.reject(new TypeError('network'))
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  whenRefused({ onSignedOut: () => {}, again: () => Promise.resolve(false) })
})

const whenAgain = (again: (problem: Problem) => Promise<boolean>): void => whenRefused({ onSignedOut: () => {}, again })

describe('a request that the session stands against', () => {
  it('is made once more by the token of another tab’s session, with the key that it had', async () => {
    answers = [OTHER_TOKEN, [200, { done: true }]]
    whenAgain(async () => {
      setCsrf('new')
      return true
    })
    expect(await write('POST', '/accounts', {}, 'one intent')).toEqual({ done: true })
    expect(sent.map(({ token, key }) => [token, key])).toEqual([
      ['old', 'one intent'],
      ['new', 'one intent'],
    ])
  })

  it('waits until the person has signed in again', async () => {
    answers = [NOT_SIGNED_IN, [200, { accounts: [] }]]
    const waiting: ((again: boolean) => void)[] = []
    whenAgain(() => new Promise((resolve) => waiting.push(resolve)))
    const reading = read('/accounts')
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    expect(sent).toHaveLength(1)
    waiting[0]?.(true)
    expect(await reading).toEqual({ accounts: [] })
    expect(sent).toHaveLength(2)
  })

  it('fails where the person does not sign in, and is not tried for ever', async () => {
    answers = [NOT_SIGNED_IN]
    whenAgain(() => Promise.resolve(false))
    await expect(read('/accounts')).rejects.toMatchObject({ code: 'not-signed-in' })
    answers = [OTHER_TOKEN, OTHER_TOKEN]
    whenAgain(() => Promise.resolve(true))
    await expect(search('/accounts/search', {})).rejects.toMatchObject({ code: 'csrf-mismatch' })
    expect(sent).toHaveLength(3)
  })

  it('is not tried again for any other refusal', async () => {
    answers = [[403, { code: 'not-permitted' }]]
    whenAgain(() => Promise.resolve(true))
    await expect(read('/admins')).rejects.toMatchObject({ code: 'not-permitted' })
    expect(sent).toHaveLength(1)
  })
})

describe('what is not there', () => {
  const missing = [404, { code: 'unknown-account', detail: 'there is no such account' }] as const

  it('is the page’s own where it was opened by its address, and what a command names where it was given', async () => {
    answers = [missing]
    await expect(read('/accounts/a')).rejects.toThrow(/^There is nothing at this address/)
    answers = [missing]
    await expect(write('POST', '/accounts/a/disable', {}, newKey())).rejects.toThrow('there is no such account')
  })
})

describe('a write whose answer is lost', () => {
  it.each([['lost' as const], [[502, {}] as const], [[504, {}] as const]])('is not said to have failed: %s', async (lost) => {
    answers = [lost]
    await expect(write('POST', '/accounts', {}, newKey())).rejects.toMatchObject({ unsure: true })
  })

  it('is told from one that the server refused, and from a search', async () => {
    answers = [[409, { code: 'plan-changed' }]]
    await expect(write('POST', '/accounts', {}, newKey())).rejects.toMatchObject({ unsure: false })
    answers = ['lost']
    await expect(search('/accounts/search', {})).rejects.toMatchObject({ unsure: false })
  })
})
