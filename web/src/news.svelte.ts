import type { Route } from './router'

/** What came of something that the person had begun and left to itself: told wherever they are by then. */
class News {
  text = $state('')
  /** Where it can be looked at. */
  route: Route | null = $state.raw(null)

  tell(text: string, route: Route): void {
    this.text = text
    this.route = route
  }

  clear(): void {
    this.text = ''
    this.route = null
  }
}

export const news = new News()
