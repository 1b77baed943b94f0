import { navigation } from '../navigation.svelte'

/** For as long as something `isBegun`, neither a reload nor a move to another page loses it without being asked. */
export function keepDraft(isBegun: () => boolean): void {
  $effect(() => navigation.guard(isBegun))
  // Asked for only while there is something to lose: a listener of this kind keeps the browser from caching the page.
  $effect(() => {
    if (!isBegun()) return
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  })
}
