import { describe, expect, it } from 'vitest'
import { listed, strings } from '../src/strings'
import { tokenSettings } from '../src/strings/settings'

const ALI = 'عَلِيّ'
const ISOLATED = `\u2068${ALI}\u2069`

describe('a name in a sentence', () => {
  it('does not turn the words around it, where it is written from right to left', () => {
    expect(strings.act.title('disable', ALI)).toBe(`Disable ${ISOLATED}?`)
    expect(strings.accounts.done(ALI, 'disabled')).toBe(`${ISOLATED} is now disabled.`)
    expect(strings.account.places.joined('Ann', ALI)).toBe(`Ann is now in ${ISOLATED}.`)
    expect(strings.batches.by(ALI)).toBe(`by ${ISOLATED}`)
    expect(tokenSettings.revokeTitle(ALI)).toBe(`Revoke ${ISOLATED}?`)
    expect(listed(['users.csv', `${ALI}.csv`])).toBe(`users.csv and \u2068${ALI}.csv\u2069`)
  })

  it('stays as it is elsewhere, so that it can be copied and found', () => {
    expect(strings.act.title('disable', 'Łukasz Öztürk')).toBe('Disable Łukasz Öztürk?')
  })
})
