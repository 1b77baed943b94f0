import { describe, expect, it } from 'vitest'
import { anonymousPart, asked, faultOf, termsOf, withOnly, withTerm, written, writtenAll } from '../src/audit/query'
import { isType, typesNamed } from '../src/audit/types'

const ANN = '01890000-0000-7000-8000-000000000000'

describe('termsOf', () => {
  it('reads keys, exclusions and quotes as the server does', () => {
    const terms = termsOf('type:deactivated -Channel:import "end of \\"year\\"" account:user_id:42')
    expect(terms.map(({ excludes, key, value }) => [excludes, key, value])).toEqual([
      [false, 'type', 'deactivated'],
      [true, 'channel', 'import'],
      [false, null, 'end of "year"'],
      [false, 'account', 'user_id:42'],
    ])
    expect(terms[1]).toMatchObject({ start: 17, end: 32 })
  })

  it.each(['a b', '-a', 'a:b', 'a"b', 'a\\b', 'plain', 'é'])('writes %s so that it reads back the same', (value) => {
    expect(termsOf(written({ key: null, value, excludes: false }))).toMatchObject([{ key: null, value, excludes: false }])
    expect(termsOf(written({ key: 'actor', value, excludes: true }))).toMatchObject([{ key: 'actor', value, excludes: true }])
  })

  it('takes a quote that is not closed to the end of the text', () => {
    expect(termsOf('a "b c')).toMatchObject([{ value: 'a' }, { value: 'b c', end: 6 }])
  })
})

describe('anonymousPart', () => {
  const part = (text: string): string => anonymousPart(text, isType)

  it('keeps what cannot name anybody', () => {
    const text = `type:deactivated -channel:import institution:42 account:${ANN} batch:${ANN} position:7..9 since:2026-06-01`
    expect(part(text)).toBe(text)
  })

  it.each(['ann', 'actor:ann', 'account:ann@school.example', 'type:ann', 'institution:Ann', 'ann:1', 'batch:ann', 'since:ann', 'position:ann'])(
    'leaves out %s, which may be a name',
    (text) => {
      expect(part(`type:created ${text}`)).toBe('type:created')
    },
  )
})

describe('withTerm and withOnly', () => {
  it('add a term once, and replace the only one of a key', () => {
    expect(withTerm('type:created', 'type', 'AccountDeleted')).toBe('type:created type:AccountDeleted')
    expect(withTerm('type:created', 'type', 'created')).toBe('type:created')
    expect(withOnly('since:2026-01-01 type:created', 'since', '2026-02-01')).toBe('type:created since:2026-02-01')
    expect(withOnly('since:2026-01-01 type:created', 'since', '')).toBe('type:created')
    expect(writtenAll(termsOf('  a   b '))).toBe('a b')
  })
})

describe('asked', () => {
  const now = new Date('2026-06-15T12:00:00Z')

  it('sends whole days apart, and leaves the rest where it stands', () => {
    const sent = asked('since:2026-06-01 type:created until:2026-06-03', now)
    expect(sent).toEqual({
      query: '                 type:created                 ',
      since: new Date('2026-06-01T00:00:00').toISOString(),
      until: new Date('2026-06-03T23:59:59.999').toISOString(),
    })
  })

  it('takes positions as they are', () => {
    expect(asked('since:7 until:99999999', now)).toMatchObject({ since: '7', until: '99999999' })
  })

  it('takes a day that is not over for now', () => {
    expect(asked('until:2026-06-15', now)).toEqual({ query: '                ' })
    expect(asked('until:2030-01-01', now)).toEqual({ query: '                ' })
  })

  it.each([
    ['since:2026-01-01 since:2026-02-01', 'twice'],
    ['-until:2026-01-01', 'excluded'],
    ['since:2026-07-01', 'not-yet'],
    ['since:yesterday', 'unreadable'],
    ['until:2026-99-01', 'unreadable'],
  ])('says what is wrong with %s', (text, fault) => {
    expect(asked(text, now)).toMatchObject({ fault })
  })
})

describe('faultOf', () => {
  it('finds the term that the server stumbled over, counted in characters', () => {
    const text = '"😀" type:gone x'
    const fault = faultOf(text, 'the query is not understood at character 5: there is no event type `gone`')
    expect(fault && text.slice(fault.start, fault.end)).toBe('type:gone')
    expect(fault?.message).toBe('there is no event type `gone`')
    expect(faultOf(text, 'something else')).toBeNull()
  })
})

describe('typesNamed', () => {
  it('knows whole and short names', () => {
    expect(typesNamed('deactivated')).toEqual(['AccountDeactivated'])
    expect(typesNamed('created')).toEqual(['AccountCreated'])
    expect(typesNamed('group-joined')).toEqual(['GroupJoined'])
    expect(typesNamed('left')).toEqual(['GroupLeft'])
    expect(typesNamed('Added')).toHaveLength(4)
    expect(typesNamed('ann')).toEqual([])
  })
})
