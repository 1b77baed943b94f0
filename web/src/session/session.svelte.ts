import { readSession, setPassword, signInByLink, signInByPassword, signOut } from '../api/session'
import { asProblem, Problem } from '../api/problem'
import { setCsrf, whenRefused } from '../api/request'
import type { Session } from '../api/types'
import { signInToken, type View } from '../router'
import { strings } from '../strings'

/** `ended`: the person was signed in, the server no longer knows the session; what is on the screen stays. */
type State = 'starting' | 'signed-in' | 'signed-out' | 'ended'

/** The views that the menu leads to. */
export type EntryView = Extract<View, 'home' | 'check' | 'accounts' | 'batches' | 'seats' | 'audit' | 'exports' | 'settings' | 'help'>

/** A teacher looks up accounts; whatever else there is, the server would refuse. */
const OPEN_TO_VIEWERS: EntryView[] = ['accounts', 'help']

class CurrentSession {
  state: State = $state('starting')
  who: Session | null = $state.raw(null)
  /** Why the person is not signed in, or still is. */
  trouble: { title: string; problem: Problem } | null = $state.raw(null)
  /** Counts the sign-ins that took the focused control away, so that the shell can put the focus elsewhere. */
  entries = $state(0)
  /** Counts how often the server did not know the session any more: whoever put the sign-in away is asked again. */
  endings = $state(0)

  /** What was refused since the session ended. */
  #waiting: ((again: boolean) => void)[] = []
  #leaving = false

  constructor() {
    whenRefused({ onSignedOut: () => this.#end(), again: (problem) => this.#again(problem) })
    // A link opened in a tab that already shows the console changes the fragment only.
    addEventListener('hashchange', () => {
      if (signInToken(new URL(location.href)) !== null) void this.start()
    })
  }

  get writes(): boolean {
    return this.who?.role === 'domain_admin' || this.who?.role === 'institution_admin'
  }

  /** Whether the person may have files of a profile planned: an institution's admin only lists of its own people. */
  uploads(profile: string): boolean {
    return this.isDomainAdmin || (this.writes && profile === 'benchprep')
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
    this.trouble = null
    const token = signInToken(new URL(location.href))
    // The token works once, but it has no business in a history either way.
    if (token !== null) history.replaceState(history.state, '', location.pathname + location.search)
    const refused = token === null ? null : await signInByLink(token).then(() => null, asProblem)
    try {
      // A link that was used before still leads a browser that is signed in to its console.
      this.#enter(await readSession())
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status !== 401) this.trouble = { title: strings.session.unanswered, problem }
      else if (refused) this.trouble = { title: strings.session.failed, problem: refused }
      if (this.state !== 'ended') this.state = 'signed-out'
    }
  }

  /** For whoever opened a link elsewhere in this browser. */
  async resume(): Promise<void> {
    const before = this.state
    await this.start()
    if (this.state === 'signed-in') this.#entered(before)
    else this.trouble ??= { title: strings.session.notYet, problem: new Problem(401, { code: 'no-link-opened' }) }
  }

  /** What it throws is for the form to show. */
  async signIn(email: string, password: string): Promise<void> {
    const before = this.state
    this.#enter(await signInByPassword(email, password))
    this.trouble = null
    this.#entered(before)
  }

  /** The person does not sign in now: what was refused since the session ended fails. */
  putOff(): void {
    this.trouble = null
    this.#settle(false)
  }

  /** What it throws is for the form to show; `current` is null where it is not needed. */
  async setPassword(current: string | null, next: string): Promise<void> {
    await setPassword(current, next)
    if (this.who?.password) this.who = { ...this.who, password: { ...this.who.password, is_set: true } }
  }

  async leave(): Promise<void> {
    this.#leaving = true
    this.trouble = null
    try {
      await signOut()
    } catch (thrown) {
      const problem = asProblem(thrown)
      this.#leaving = false
      // Nobody is signed in any more where the session has ended meanwhile.
      if (problem.status !== 401) return void (this.trouble = { title: strings.session.notLeft, problem })
    }
    // A fresh page forgets the file, the search and the lists that the person had open.
    location.assign('/')
  }

  #enter(who: Session): void {
    // What an ended session left on the screen is for the same person only: anybody else begins with a fresh page.
    if (this.who !== null && this.who.actor !== who.actor) return location.assign('/')
    this.who = who
    setCsrf(who.csrf)
    this.state = 'signed-in'
    this.#settle(true)
  }

  /** The page of a person who signs in vanishes with what was pressed on it; the dialogue gives the focus back. */
  #entered(before: State): void {
    if (before === 'signed-out') this.entries += 1
  }

  #end(): void {
    if (this.#leaving) return
    this.state = this.who ? 'ended' : 'signed-out'
    this.endings += 1
  }

  /** Waits for the person to sign in again, or takes over the session of another tab. */
  async #again({ code }: Problem): Promise<boolean> {
    if (this.who === null || this.#leaving) return false
    if (code === 'not-signed-in') return new Promise((resolve) => this.#waiting.push(resolve))
    const who = await readSession()
    this.#enter(who)
    return this.who === who
  }

  #settle(again: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(again)
  }
}

export const session = new CurrentSession()
