import { API, inSession, newKey, read, refuse, write, writeHeaders } from './request'
import { Problem } from './problem'
import type { Action, Applied, ApplyRequest, Plan, Progress, WaitingPlan, WaitingPlanPage } from './types'

export interface Upload {
  name: string
  blob: Blob
  /** Whether it is a zip of several CSVs, and no CSV itself. */
  isArchive: boolean
  profile: string
  /** Only profile `benchprep` has one. */
  action: Action | null
  allOrNothing: boolean
  key: string
  /** Called with the bytes sent so far. */
  onSent: (bytes: number) => void
  signal: AbortSignal
}

/**
 * Sends the file, or the archive of files, and answers with its plan. `XMLHttpRequest`, because `fetch` tells nothing about an upload's
 * progress and streams request bodies over HTTP/2 only; the browser reads the file from disk as it sends. Where all of it was
 * sent and the answer was lost, the problem is `unsure`: the same key gives the plan that may have been made.
 */
export const planImport = (upload: Upload): Promise<Plan> => inSession(() => send(upload))

function send(upload: Upload): Promise<Plan> {
  const query = new URLSearchParams({ profile: upload.profile, all_or_nothing: String(upload.allOrNothing) })
  if (upload.action) query.set('action', upload.action)
  return new Promise((resolve, reject) => {
    upload.signal.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('POST', `${API}/imports?${query}`)
    const headers = {
      ...writeHeaders(upload.key),
      'Content-Type': upload.isArchive ? 'application/zip' : 'text/csv',
      'Content-Disposition': disposition(upload.name),
    }
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => upload.onSent(event.loaded)
    let sent = false
    request.upload.onload = () => {
      sent = true
      upload.onSent(upload.blob.size)
    }
    request.onerror = () => reject(sent ? Problem.unreachable().ofWrite() : Problem.unreachable())
    request.onabort = () => reject(new DOMException('the upload was cancelled', 'AbortError'))
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Plan)
      else reject(refuse(request.status, request.responseText).ofWrite())
    }
    upload.signal.addEventListener('abort', () => request.abort())
    request.send(upload.blob)
  })
}

/** RFC 6266 with RFC 8187's encoding: file names have spaces, quotes and accents. */
export function disposition(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase())
  return `attachment; filename*=UTF-8''${encoded}`
}

const path = (plan: string): string => `/imports/${encodeURIComponent(plan)}`

/** The plan; once it was applied, also its batch. */
export const readPlan = (plan: string): Promise<Plan | Applied> => read<Plan | Applied>(path(plan))

/** Plans that can be applied still, newest first. */
export async function waitingPlans(): Promise<WaitingPlan[]> {
  const plans: WaitingPlan[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams(cursor ? { cursor } : {})
    const page: WaitingPlanPage = await read<WaitingPlanPage>(`/imports?${query}`)
    plans.push(...page.plans)
    cursor = page.next ?? null
  } while (cursor)
  return plans
}

/** Nobody can apply it any more, and nothing of it is kept. Doing it again changes nothing. */
export const discardPlan = (plan: string): Promise<unknown> => write<unknown>('DELETE', path(plan), undefined, newKey())

export const applyPlan = (plan: string, request: ApplyRequest, key: string): Promise<Applied> =>
  write<Applied>('POST', `${path(plan)}/apply`, request, key)

/** `file` is the number of one of the plan's files, from 0; needed where several have refused rows. */
export const refusedRowsPath = (plan: string, file: number | null): string =>
  `${path(plan)}/refused.csv${file === null ? '' : `?file=${file}`}`

/**
 * Follows a plan's work until the returned function is called. A stream that is lost is taken up again by the browser;
 * `onLost` hears of one that the server refuses.
 */
export function followProgress(plan: string, onProgress: (progress: Progress) => void, onLost?: () => void): () => void {
  const source = new EventSource(`${API}${path(plan)}/progress`)
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) onLost?.()
  })
  source.addEventListener('progress', (event: MessageEvent<string>) => {
    const progress = JSON.parse(event.data) as Progress
    onProgress(progress)
    if (progress.phase === 'done') source.close()
  })
  return () => source.close()
}
