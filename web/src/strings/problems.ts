export const notFound = 'There is nothing at this address. It may be mistyped, or what it led to is gone.'

/** The plain meaning of problem codes, where the answer brings no words of its own, or none for a person. */
export const problems: Record<string, string> = {
  'no-such-route': notFound,
  unreachable: 'The server did not answer. Check that Rollbook is still running, then try again.',
  'download-cut': 'The server stopped before the file was whole, so none was saved. Try again; if it happens again, look at the server’s log.',
  'not-signed-in': 'Your session has ended. Try again to sign in and go on.',
  'csrf-mismatch': 'Somebody else has signed in in this browser. Reload the page to go on under that name.',
  'plan-changed': 'Others changed something since you saw the plan, so it was made again. Read it as it is now, then continue if it is still what you mean.',
  'no-link-opened': 'No link that still works was opened in this browser. Open one in a new tab, then come back and press the button once more.',
  'current-password-not-accepted': 'The current password is another one.',
}
export const unexplained = 'The server answered with an error that it did not explain. Try again; if it stays, look at its log.'

/** The answer to a write was lost: it may have come through. */
export const unsure = {
  title: 'It is not known whether this was done',
  help: 'The server’s answer did not arrive. Try again: what was done already is not done a second time.',
}

export function problemTitle(status: number): string {
  if (status === 0) return 'No answer'
  if (status === 401) return 'Not signed in'
  if (status === 403) return 'Not permitted'
  if (status === 404) return 'Not found'
  if (status === 413) return 'Too large'
  if (status === 429) return 'Too many requests'
  return status >= 500 ? 'The server failed' : 'Refused'
}
