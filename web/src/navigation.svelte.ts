import { hrefOf, parseRoute, type Route } from './router'

class Navigation {
  route: Route = $state.raw(parseRoute(new URL(location.href)))
  /** Counts the moves to another view, so that the shell can put the focus on its heading. */
  moves = $state(0)

  constructor() {
    addEventListener('popstate', () => this.#show())
    document.addEventListener('click', (event) => this.#follow(event))
  }

  go(route: Route): void {
    const href = hrefOf(route)
    if (href !== location.pathname + location.search) history.pushState(null, '', href)
    this.#show()
  }

  /** Changes the view's own filters: the same view, the same focus, no new step in the history. */
  refine(route: Route): void {
    history.replaceState(null, '', hrefOf(route))
    this.route = parseRoute(new URL(location.href))
  }

  #show(): void {
    this.route = parseRoute(new URL(location.href))
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
    history.pushState(null, '', link.href)
    this.#show()
  }
}

export const navigation = new Navigation()
