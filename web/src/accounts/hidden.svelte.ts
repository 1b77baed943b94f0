const KEY = 'rollbook.hidden-revealed'

/** Whether a viewer sees deactivated accounts too. Stands in no address, and ends with the tab. */
class Hidden {
  revealed = $state(sessionStorage.getItem(KEY) === 'true')

  reveal(revealed: boolean): void {
    this.revealed = revealed
    if (revealed) sessionStorage.setItem(KEY, 'true')
    else sessionStorage.removeItem(KEY)
  }
}

export const hidden = new Hidden()
