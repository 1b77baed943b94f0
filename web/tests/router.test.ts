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
    { view: 'account', id: '0199/b c' },
    { view: 'batches' },
    { view: 'batch', id: '0199-c' },
  ]

  it.each(routes)('finds $view again by its address', (route) => {
    expect(parse(hrefOf(route))).toEqual(route)
  })

  it('opens the main job at the root', () => {
    expect(parse('/')).toEqual({ view: 'check' })
  })

  it.each(['/nowhere', '/accounts/1/2', '/check/1', '/%E0%A4%A'])('knows no view at %s', (path) => {
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
