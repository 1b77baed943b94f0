// The peer: PapaParse reads the rows, zod judges each, a map finds those who come twice.
// Written once for Node and for the browser's worker, which hands in the two packages.

const HTML_EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/
const NOTICES_AT_MOST = 100_000

export function check(bytes, { Papa, z }) {
  const schema = z.object({
    email: z.string().trim().max(254).regex(HTML_EMAIL),
    user_id: z.string().trim().regex(/^\d*$/),
    username: z.string(),
    sis_id: z.string(),
    institution: z.string().trim().regex(/^\d*$/),
    remove_from_group: z.enum(['', 'y', 'Y']),
  })
  const seen = new Map()
  const notices = []
  const note = (row, text) => notices.length < NOTICES_AT_MOST && notices.push({ row, text })
  let rows = 0
  Papa.parse(new TextDecoder().decode(bytes), {
    header: true,
    skipEmptyLines: true,
    chunkSize: 1 << 20,
    chunk: ({ data }) => {
      for (const cells of data) {
        rows += 1
        const verdict = schema.safeParse(cells)
        if (!verdict.success) for (const { path, message } of verdict.error.issues) note(rows, `${path}: ${message}`)
        const email = cells.email.trim().toLowerCase()
        if (seen.has(email)) note(rows, `the same as row ${seen.get(email)}`)
        else seen.set(email, rows)
      }
    },
  })
  return { rows, notices: notices.length }
}
