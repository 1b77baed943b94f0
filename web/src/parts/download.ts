/** Saves `content` as a file, without any request. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has to have begun to read before the address may go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** `leavers.csv` and `mended` make `leavers-mended.csv`. */
export function nameWith(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)}-${suffix}${name.slice(dot)}` : `${name}-${suffix}.csv`
}
