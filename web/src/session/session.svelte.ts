import { readSession, setPassword, signInByLink, signInByPassword, signOut } from '../api/session'
import { asProblem, type Problem } from '../api/problem'
import { setCsrf, whenSignedOut } from '../api/request'
import type { Session } from '../api/types'
import { signInToken, type View } from '../router'

/** `ended`: the person was signed in, the server no longer knows the session; what is on the screen stays. */
type State = 'starting' | 'signed-in' | 'signed-out' | 'ended'

/** The views that the menu leads to. */
export type EntryView = Extract<View, 'home' | 'check' | 'accounts' | 'batches' | 'seats' | 'audit' | 'exports' | 'settings' | 'help'>

/** A teacher looks up accounts; whatever else there is, the server would refuse. */
const OPEN_TO_VIEWERS: EntryView[] = ['accounts', 'help']

class CurrentSession {
  state: State = $state('starting')
  who: Session | null = $state.raw(null)
  problem: Problem | null = $state.raw(null)
  /** Counts the sign-ins by the form, which vanishes with the focus in it, so that the shell can put it elsewhere. */
  entries = $state(0)

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

  /** A teacher, who reads accounts and nothing of what happened to them. */
  get isViewer(): boolean {
    return this.who?.role === 'viewer'
  }

  get isDomainAdmin(): boolean {
    return this.who?.role === 'domain_admin'
  }

  /** Whether the person's role has anything to do with a view. */
  opens(view: EntryView): boolean {
    if (this.who?.role === 'viewer') return OPEN_TO_VIEWERS.includes(view)
    return this.who?.role === 'gate' ? view === 'help' : true
  }

  /** Uses the link's token where the URL has one, else asks for the session that the cookie names. */
  async start(): Promise<void> {
    this.problem = null
    const token = signInToken(new URL(location.href))
    // The token works once, but it has no business in a history either way.
    if (token !== null) history.replaceState(null, '', location.pathname + location.search)
    const refused = token === null ? null : await signInByLink(token).then(() => null, asProblem)
    try {
      // A link that was used before still leads a browser that is signed in to its console.
      this.#enter(await readSession())
    } catch (thrown) {
      const problem = asProblem(thrown)
      this.problem = refused ?? (problem.status === 401 ? null : problem)
      if (this.state !== 'ended') this.state = 'signed-out'
    }
  }

  /** What it throws is for the form to show. */
  async signIn(email: string, password: string): Promise<void> {
    this.#enter(await signInByPassword(email, password))
    this.problem = null
    this.entries += 1
  }

  /** What it throws is for the form to show; `current` is null where it is not needed. */
  async setPassword(current: string | null, next: string): Promise<void> {
    await setPassword(current, next)
    if (this.who?.password) this.who = { ...this.who, password: { ...this.who.password, is_set: true } }
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

  #enter(who: Session): void {
    // What an ended session left on the screen is for the same person only: anybody else begins with a fresh page.
    if (this.who !== null && this.who.actor !== who.actor) return location.assign('/')
    this.who = who
    setCsrf(who.csrf)
    this.state = 'signed-in'
  }
}

export const session = new CurrentSession()
