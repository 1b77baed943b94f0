/** Reads a file piece by piece. */
export async function feed(file: Blob, push: (bytes: Uint8Array) => void): Promise<void> {
  const reader = file.stream().getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) push(piece.value)
}
