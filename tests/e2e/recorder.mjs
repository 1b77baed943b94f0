// Stands between browser and server and keeps what is uploaded: a browser tells nobody what it sends from a Blob.
import { once } from 'node:events'
import http from 'node:http'

/** The same server at another address; `uploads` has the body of each upload that went through. */
export async function startRecorder(starting) {
  const server = await starting
  const uploads = []
  const to = new URL(server.base)
  const recorder = http.createServer((request, response) => {
    const passed = http.request(
      { host: to.hostname, port: to.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      },
    )
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    if (request.method === 'POST' && /^\/api\/v1\/(imports|checks)\b(?!\/)/.test(request.url)) {
      const parts = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () => uploads.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts) }))
    }
    request.pipe(passed)
  })
  recorder.listen(0, '127.0.0.1')
  await once(recorder, 'listening')
  const base = `http://127.0.0.1:${recorder.address().port}`
  return {
    base,
    link: server.link.replace(server.base, base),
    uploads,
    async stop() {
      recorder.closeAllConnections()
      recorder.close()
      await server.stop()
    },
  }
}
