import { readSession, signIn, signOut } from '../api/session'
import { asProblem, type Problem } from '../api/problem'
import { setCsrf, whenSignedOut } from '../api/request'
import type { Session } from '../api/types'
import { signInToken } from '../router'

/** `ended`: the person was signed in, the server no longer knows the session; what is on the screen stays. */
type State = 'starting' | 'signed-in' | 'signed-out' | 'ended'

class CurrentSession {
  state: State = $state('starting')
  who: Session | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)

  constructor() {
    whenSignedOut(() => {
      this.state = this.who ? 'ended' : 'signed-out'
    })
    // A link opened in a tab that already shows the console changes the fragment only.
    addEventListener('hashchange', () => {
      if (signInToken(new URL(location.href)) !== null) void this.start()
    })
  }

  get writes(): boolean {
    return this.who?.role === 'domain_admin' || this.who?.role === 'institution_admin'
  }

  /** Uses the link's token where the URL has one, else asks for the session that the cookie names. */
  async start(): Promise<void> {
    this.problem = null
    const token = signInToken(new URL(location.href))
    // The token works once, but it has no business in a history either way.
    if (token !== null) history.replaceState(null, '', location.pathname + location.search)
    const refused = token === null ? null : await signIn(token).then(() => null, asProblem)
    try {
      // A link that was used before still leads a browser that is signed in to its console.
      this.who = await readSession()
      setCsrf(this.who.csrf)
      this.state = 'signed-in'
    } catch (thrown) {
      const problem = asProblem(thrown)
      this.problem = refused ?? (problem.status === 401 ? null : problem)
      if (this.state !== 'ended') this.state = 'signed-out'
    }
  }

  async leave(): Promise<void> {
    try {
      await signOut()
      // A fresh page forgets the file, the search and the lists that the person had open.
      location.assign('/')
    } catch (thrown) {
      this.problem = asProblem(thrown)
    }
  }
}

export const session = new CurrentSession()
