import { accountList } from './accounts/list.svelte'
import { institutions } from './institutions.svelte'

/** After a batch, which may change any account and bring institutions along: what was kept is read anew when it is needed. */
export function forgetWhatWasRead(): void {
  accountList.forget()
  void institutions.reload()
}
