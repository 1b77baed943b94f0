import { hrefOf, parseRoute, type Route } from './router'

/** A page of this tab's history knows its place in it: whether Back or Forward led somewhere, and by how many. */
interface Place {
  step: number
}

class Navigation {
  route: Route = $state.raw(parseRoute(new URL(location.href)))
  /** Counts the moves to another view, so that the shell can put the focus on its heading. */
  moves = $state(0)
  /** The move that waits until the person has said whether what they began may be lost. */
  asked: (() => void) | null = $state.raw(null)

  /** Whether the last move led back to where the person was before, so that it stands as it was left. */
  returned = false

  #place: Place = placeIn(history.state) ?? { step: 0 }
  /** What is shown. */
  #href = location.href
  #drafts = new Set<() => boolean>()

  constructor() {
    addEventListener('popstate', () => this.#turn())
    document.addEventListener('click', (event) => this.#follow(event))
  }

  /** Asks before a move to another page for as long as something `isBegun`; the returned function ends that. */
  guard(isBegun: () => boolean): () => void {
    this.#drafts.add(isBegun)
    return () => this.#drafts.delete(isBegun)
  }

  go(route: Route): void {
    this.#move(new URL(hrefOf(route), location.href), false)
  }

  /** Changes the view's own filters: the same view, the same focus, no new step in the history. */
  refine(route: Route): void {
    history.replaceState(this.#place, '', hrefOf(route))
    this.#href = location.href
    this.route = parseRoute(new URL(location.href))
  }

  /** What was begun may be lost. */
  leave(): void {
    const move = this.asked
    this.stay()
    this.#drafts.clear()
    move?.()
  }

  stay(): void {
    this.asked = null
  }

  #move(url: URL, isReturn: boolean): void {
    if (this.#loses(url)) return void (this.asked = () => this.#move(url, isReturn))
    if (url.href !== location.href) {
      this.#place = { step: this.#place.step + 1 }
      history.pushState(this.#place, '', url.href)
    }
    this.#show(isReturn)
  }

  /** Back and Forward have moved already. Where they would lose something, they are taken back until the person has said so. */
  #turn(): void {
    const place = placeIn(history.state) ?? this.#place
    const steps = place.step - this.#place.step
    // Taken back: the page that belongs here is there.
    if (steps === 0 && location.href === this.#href) return
    if (steps !== 0 && this.#loses(new URL(location.href))) {
      history.go(-steps)
      this.asked = () => history.go(steps)
      return
    }
    this.#place = place
    this.#show(true)
  }

  /** What is begun stands on its page, however that is filtered. */
  #loses(url: URL): boolean {
    return url.pathname !== new URL(this.#href).pathname && [...this.#drafts].some((isBegun) => isBegun())
  }

  #show(isReturn: boolean): void {
    this.returned = isReturn
    this.route = parseRoute(new URL(location.href))
    this.#href = location.href
    this.moves += 1
  }

  /** Links are real links: they open in a new tab, are copied and announced as such; only plain clicks stay here. */
  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (!link || modified || event.defaultPrevented || link.target !== '' || link.hasAttribute('download')) return
    if (link.origin !== location.origin || link.pathname.startsWith('/api/') || link.protocol === 'blob:') return
    if (link.hash !== '' && link.pathname === location.pathname) return
    event.preventDefault()
    this.#move(new URL(link.href), 'returns' in link.dataset)
  }
}

function placeIn(state: unknown): Place | null {
  return typeof state === 'object' && state !== null && 'step' in state ? (state as Place) : null
}

export const navigation = new Navigation()
