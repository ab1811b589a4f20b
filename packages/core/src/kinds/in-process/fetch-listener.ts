// Serves apps of the fetch standard on a Node.js server. docs/decisions.md says why srvx does not.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** An app of the fetch standard, as Hono and h3 make them. */
export interface FetchApp {
  readonly fetch: (request: Request) => Response | Promise<Response>
}

/**
 * Serves an app of the fetch standard on a Node server. An error that it throws is answered with 500, or ends an answer that has begun, and is
 * passed to `onError`.
 */
export function fetchListener(app: FetchApp, onError: (error: unknown) => void): RequestListener {
  return (incoming, outgoing) => {
    answer(app, incoming, outgoing).catch((error: unknown) => {
      if (!isOfClient(error, incoming)) onError(error)
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500).end('Internal Server Error')
    })
  }
}

async function answer(app: FetchApp, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await app.fetch(toRequest(incoming))
  outgoing.writeHead(response.status, response.statusText, headersOf(response))
  const { body } = response
  if (body === null || incoming.method === 'HEAD') {
    outgoing.end()
    await body?.cancel()
    return
  }
  // The body may begin much later, as that of an event stream does.
  outgoing.flushHeaders()
  await pipeline(Readable.fromWeb(body), outgoing)
}

/** Whether a request ended early because its client has closed the connection. */
function isOfClient(error: unknown, { errored }: IncomingMessage): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || (errored !== null && error === errored)
}

function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', headers } = incoming
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {}
  return new Request(urlOf(incoming), { method, headers: pairs, ...body })
}

/** Returns the URL of a request: its target is a path, which may begin with two slashes, or a whole URL. RFC 9112, section 3.2. */
function urlOf({ url = '/', headers: { host = '127.0.0.1' } }: IncomingMessage): URL {
  return url.startsWith('/') ? new URL(`http://${host}${url}`) : new URL(url, `http://${host}`)
}

function headersOf(response: Response): Record<string, string | string[]> {
  const cookies = response.headers.getSetCookie()
  return { ...Object.fromEntries(response.headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) }
}
