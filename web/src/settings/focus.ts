import { tick } from 'svelte'

/**
 * What is loaded anew may no longer have the row whose button was pressed. Then the focus goes to the section's heading,
 * so that it is not lost.
 */
export async function keepFocus(loading: Promise<void>): Promise<void> {
  await loading
  await tick()
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h2')?.focus()
}
