import type { Component } from 'svelte'
import type { Route, RouteOf, View } from './router'

/** A view that is the same wherever it is opened from asks for nothing. */
type ViewOf<V extends View> = Component<{ route: RouteOf<V> }> | Component<Record<string, never>>
type Loads<V extends View> = () => Promise<{ default: ViewOf<V> }>

/** Where each view stands. One is fetched when it is first opened, so that the first page comes quickly. */
const VIEWS: { [V in View]: Loads<V> } = {
  home: () => import('./home/HomeView.svelte'),
  check: () => import('./check/CheckView.svelte'),
  import: () => import('./imports/ImportView.svelte'),
  accounts: () => import('./accounts/AccountsView.svelte'),
  'new-account': () => import('./account/NewAccountView.svelte'),
  account: () => import('./account/AccountView.svelte'),
  batches: () => import('./batches/BatchesView.svelte'),
  batch: () => import('./batches/BatchView.svelte'),
  reversal: () => import('./batches/ReversalView.svelte'),
  replay: () => import('./batches/ReplayView.svelte'),
  seats: () => import('./seats/SeatsView.svelte'),
  audit: () => import('./audit/AuditView.svelte'),
  event: () => import('./audit/EventView.svelte'),
  exports: () => import('./exports/ExportsView.svelte'),
  settings: () => import('./settings/SettingsView.svelte'),
  help: () => import('./help/HelpView.svelte'),
  unknown: () => import('./UnknownView.svelte'),
}

export type AnyView = Component<{ route: Route }>

export async function loadView(view: View): Promise<AnyView> {
  const { default: component } = await VIEWS[view]()
  return component as AnyView
}

/** Views of different things begin anew; one that only filters otherwise goes on. */
export function identityOf(route: Route): string {
  switch (route.view) {
    case 'import':
      return `import ${route.plan}`
    case 'account':
    case 'batch':
      return `${route.view} ${route.id}`
    case 'reversal':
    case 'replay':
      return `${route.view} ${route.batch}`
    case 'event':
      return `event ${route.position}`
    default:
      return route.view
  }
}
