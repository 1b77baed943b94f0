import { describe, expect, it } from 'vitest'
import { problemFrom } from '../src/api/problem'

const answer = (code: string, detail: string): string => JSON.stringify({ code, detail })

describe('problemFrom', () => {
  it('keeps what the server says to a person', () => {
    expect(problemFrom(409, answer('seat-limit', 'no seat is left')).message).toBe('no seat is left')
  })

  it('says in the words of the console that something is not there', () => {
    const problem = problemFrom(404, answer('no-such-route', 'there is nothing at this address: /openapi.json lists what there is'))
    expect(problem.message).toMatch(/^There is nothing at this address\. It may be mistyped/)
    expect(problem.code).toBe('no-such-route')
  })

  it('says in the words of the console what a program is told to send', () => {
    expect(problemFrom(401, answer('not-signed-in', 'sign in first: send a token')).message).toMatch(/^Your session has ended\./)
  })

  it('explains an answer that is no problem document', () => {
    expect(problemFrom(502, '<html>').message).toMatch(/^The server answered with an error/)
  })
})
