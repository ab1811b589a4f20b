import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** An app of the fetch standard, as Hono and h3 make them. */
export interface FetchApp {
  readonly fetch: (request: Request) => Response | Promise<Response>
}

/** Serves an app of the fetch standard on a Node server. An error that it throws is answered with 500. */
export function fetchListener(app: FetchApp): RequestListener {
  return (incoming, outgoing) => {
    answer(app, incoming, outgoing).catch(() => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500).end('Internal Server Error')
    })
  }
}

async function answer(app: FetchApp, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await app.fetch(toRequest(incoming))
  outgoing.writeHead(response.status, response.statusText, headersOf(response))
  if (response.body === null) outgoing.end()
  else await pipeline(Readable.fromWeb(response.body), outgoing)
}

function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {}
  return new Request(new URL(url, `http://${headers.host ?? '127.0.0.1'}`), { method, headers: pairs, ...body })
}

function headersOf(response: Response): Record<string, string | string[]> {
  const cookies = response.headers.getSetCookie()
  return { ...Object.fromEntries(response.headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) }
}
