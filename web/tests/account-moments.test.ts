import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer, settled, type Asked } from './server'
import { Seeker } from '../src/account/seeker'

vi.mock('../src/session/session.svelte', () => ({ session: { isViewer: false } }))

const REST_MS = 150

const events = (...positions: number[]): object[] => positions.map((position) => ({ position }))

describe('where a person wants to look', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is where the slider rests, and nowhere once the view was left', () => {
    const went: number[] = []
    const seeker = new Seeker()
    seeker.rest(() => went.push(1))
    seeker.rest(() => went.push(2))
    vi.advanceTimersByTime(REST_MS)
    seeker.rest(() => went.push(3))
    seeker.stop()
    vi.advanceTimersByTime(REST_MS)
    expect(went).toEqual([2])
  })

  it('is what was asked for last, whichever answer comes first', async () => {
    const went: string[] = []
    const seeker = new Seeker()
    let answerOlder: (day: string) => void = () => {}
    let failOldest: (thrown: Error) => void = () => {}
    const oldest = seeker.find(new Promise<string>((_, reject) => (failOldest = reject)), (day) => went.push(day), () => went.push('failed'))
    const older = seeker.find(new Promise<string>((resolve) => (answerOlder = resolve)), (day) => went.push(day), () => went.push('failed'))
    await seeker.find(Promise.resolve('May'), (day) => went.push(day), () => went.push('failed'))
    answerOlder('April')
    failOldest(new Error('no answer'))
    await Promise.all([oldest, older])
    expect(went).toEqual(['May'])
  })
})

describe('the moments of an account', () => {
  let requests: Asked[]

  beforeEach(() => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} })
    requests = fakeServer()
  })
  afterEach(() => void vi.unstubAllGlobals())

  it('are counted from the first one there is, and loaded as far as they are looked at', async () => {
    const { Timeline } = await import('../src/account/timeline.svelte')
    const timeline = new Timeline('ann')
    void timeline.load()
    await requests[0]!.answer({ events: events(50, 40), next: 'two', count: 5 })
    expect(timeline.earlier).toBe(3)
    const reached = timeline.reach(0)
    await requests[1]!.answer({ events: events(30, 20), next: 'three' })
    expect(timeline.earlier).toBe(1)
    await requests[2]!.answer({ events: events(10), next: null })
    expect([await reached, timeline.earlier]).toEqual([true, 0])
  })

  it('stay when they could not be read anew, which can be tried again', async () => {
    const { Timeline } = await import('../src/account/timeline.svelte')
    const timeline = new Timeline('ann')
    void timeline.load()
    await requests[0]!.answer({ events: events(50, 40), count: 2 })
    void timeline.refresh()
    await requests[1]!.answer({ code: 'busy' }, 503)
    expect(timeline.problem?.status).toBe(503)
    void timeline.again()
    expect(requests).toHaveLength(3)
    await requests[2]!.answer({ events: events(60, 50, 40), count: 3 })
    expect([timeline.problem, timeline.events.length]).toEqual([null, 3])
  })

  it('are never explained by what explains another', async () => {
    const { CurrentAccount } = await import('../src/account/current.svelte')
    const current = new CurrentAccount('ann')
    const asked = (part: string): Asked => requests.filter(({ path }) => path.includes(part)).at(-1)!
    void current.load(null)
    await asked('/why').answer({ status: 'disabled' })
    expect(current.why?.status).toBe('disabled')
    void current.load(7)
    await asked('/why').answer({ code: 'busy' }, 503)
    await settled()
    expect([current.why, current.whyFailed]).toEqual([null, true])
  })
})
