import { describe, expect, it } from 'vitest'
import { hrefOf, parseRoute, signInToken, type Route } from '../src/router'

const parse = (path: string): Route => parseRoute(new URL(path, 'http://127.0.0.1:7420'))

describe('parseRoute', () => {
  const routes: Route[] = [
    { view: 'check' },
    { view: 'import', plan: '0199-a' },
    { view: 'accounts', status: 'active', institution: null },
    { view: 'accounts', status: 'deactivated', institution: 7 },
    { view: 'accounts', status: 'all', institution: null },
    { view: 'accounts', status: 'active', institution: 7, group: '0199-g', origin: 'import', idle: 90 },
    { view: 'new-account' },
    { view: 'account', id: '0199/b c', asOf: null },
    { view: 'account', id: '0199', asOf: 1204 },
    { view: 'batches' },
    { view: 'batch', id: '0199-c' },
    { view: 'reversal', batch: '0199-c' },
    { view: 'replay', batch: '0199-c' },
    { view: 'reversal', batch: '0199-c', result: '0199-d' },
    { view: 'seats', institution: null },
    { view: 'seats', institution: 3 },
    { view: 'seats', institution: null, asOf: '2026-10-31' },
    { view: 'audit', query: '' },
    { view: 'audit', query: 'type:deactivated institution:42' },
    { view: 'event', position: 17 },
    { view: 'exports' },
    { view: 'settings', section: 'tokens' },
    { view: 'settings', section: 'schedule', institution: 7 },
    { view: 'help', topic: 'notices' },
  ]

  it.each(routes)('finds $view again by its address', (route) => {
    expect(parse(hrefOf(route))).toEqual(route)
  })

  it('opens what needs attention at the root', () => {
    expect(parse('/')).toEqual({ view: 'home' })
  })

  it('opens the first section where none is named', () => {
    expect(parse('/settings')).toEqual({ view: 'settings', section: 'institutions' })
    expect(parse('/help')).toEqual({ view: 'help', topic: 'statuses' })
  })

  it.each(['/nowhere', '/accounts/1/2', '/check/1', '/settings/nothing', '/events/first', '/batches/1/2', '/%E0%A4%A'])('knows no view at %s', (path) => {
    expect(parse(path)).toEqual({ view: 'unknown' })
  })

  it('falls back to active accounts where a filter makes no sense', () => {
    expect(parse('/accounts?status=deleted&institution=Oak')).toEqual({ view: 'accounts', status: 'active', institution: null })
  })
})

describe('signInToken', () => {
  const token = (url: string): string | null => signInToken(new URL(url))

  it('reads the fragment only', () => {
    expect(token('http://localhost/#sign-in=a%2Fb')).toBe('a/b')
    expect(token('http://localhost/?sign-in=ab')).toBeNull()
    expect(token('http://localhost/#main')).toBeNull()
    expect(token('http://localhost/#sign-in=')).toBeNull()
  })
})
