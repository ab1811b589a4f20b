import { setTimeout as delay } from 'node:timers/promises'
import { isPortsideError, PortsideError, withDetails } from '@portside/errors'
import { type CallPlace, callPlace, originalPlace, ownPlaces, unlessAborted } from '@portside/internal'
import type { ServerHandle } from '../contract/service-handle'
import type { ServiceLink } from '../contract/service-link'
import { type ClientConnections, type FetchedServer, openConnections } from './client-connections'
import { sendAgain } from './closed-listener'
import { encodePageBody } from './page-body'
import { loadTestClient, signalFor, type TestClient } from './test-client'
import { urlWithin } from './url-within'

/** How long after a failed connection or test the crash of a server may become known, in milliseconds: some, but a busy machine takes its time. */
export const crashNoticeMs = 250
/** How long it may take once the process has ended, in milliseconds: its last output is read first. */
const lastOutputMs = 5000

interface Opened {
  readonly client: TestClient
  readonly connections: ClientConnections
}

/** Makes a `fetch` for one service, with its own connections, which end with the handle. Loads undici at the first call. */
export function serviceFetch(server: FetchedServer, link: ServiceLink): ServerHandle['fetch'] {
  let opened: Promise<Opened> | undefined
  const close = async () => {
    const before = opened
    opened = undefined
    await (await before?.catch(() => undefined))?.connections.close()
  }
  return fetchService

  async function fetchService(path: string | URL, init: RequestInit = {}): Promise<Response> {
    const place = callPlace(fetchService)
    return request(path, init).catch((error: unknown) => {
      throw errorAt(place, error)
    })
  }

  /** Opens connections, which end with the handle, and before a restart, after which others are opened. */
  async function openNow(): Promise<Opened> {
    link.onClose(close)
    return open(server)
  }

  async function request(path: string | URL, init: RequestInit): Promise<Response> {
    const url = urlWithin(server.url, path)
    const endedAt = link.endedAt()
    if (endedAt !== undefined) throw stoppedError(link.name, endedAt)
    if (link.crashSignal().aborted) await link.steady()
    const crash = link.crashSignal()
    crash.throwIfAborted()
    const { client, connections } = await (opened ??= openNow())
    const signal = signalFor(client, [crash, ...(init.signal ? [init.signal] : [])])
    const sent = client.isPage ? await encodePageBody(init) : init
    // The process of a service that detaches itself has ended long before.
    const pid = server.pid !== undefined && exists(server.pid) ? server.pid : undefined
    try {
      return await send(client, connections, url, { ...sent, signal })
    } catch (error) {
      // A connection often breaks a moment before the crash of its server is known.
      if (!signal.aborted) await crashKnown(crash, pid)
      if (!signal.aborted) await unlessAborted(link.steady(), signal).catch(() => undefined)
      // The program was being started again. Nobody has seen the request.
      if (!signal.aborted && isRefused(error) && isRepeatable(sent))
        return sendAgain({
          url,
          link,
          send: () => send(client, connections, url, { ...sent, signal }),
          isRefused,
          livingPid: () => (pid !== undefined && !signal.aborted && exists(pid) ? pid : undefined),
        })
      throw crash.aborted
        ? crashDuring(
            crash.reason,
            `${init.method ?? 'GET'} ${url.replace(/[?#].*$/s, '').slice(server.url.length) || '/'}`,
          )
        : error
    }
  }
}

/** Waits until the crash of a server is known, or should be if there was one. */
async function crashKnown(crash: AbortSignal, pid: number | undefined): Promise<void> {
  const wait = (ms: number) => delay(ms, undefined, { signal: crash }).catch(() => undefined)
  await wait(crashNoticeMs)
  if (pid !== undefined && !exists(pid)) await wait(lastOutputMs)
}

/** Whether a process has that number: `kill(pid, 0)` of POSIX. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Names the line of the test that sent a request: the stack of a failed one shows how this package and Node.js are built. */
function errorAt(place: CallPlace, error: unknown): unknown {
  const [requestedAt] = ownPlaces(place).map(originalPlace)
  if (!(error instanceof TypeError) || requestedAt === undefined) return withDetails(error, { requestedAt })
  error.stack = `${error.name}: ${error.message}\n    at ${requestedAt}`
  return error
}

/** Adds a request that a service has not survived to the report of its crash. */
function crashDuring(crash: unknown, line: string): unknown {
  if (!isPortsideError(crash)) return crash
  return withDetails(crash, { evidence: [...crash.evidence, `It had been sent ${line}, and has not answered.`] })
}

async function open(server: FetchedServer): Promise<Opened> {
  const client = await loadTestClient()
  return { client, connections: await openConnections(server, client) }
}

function stoppedError(service: string, stoppedAt: Date): PortsideError {
  return new PortsideError({
    code: 'E_STOPPED',
    service,
    summary: `was stopped or given back at ${stoppedAt.toTimeString().slice(0, 8)}, before this request`,
    hints: ['Send requests while the handle is held: await all of them before `stop()`, or before the test ends.'],
  })
}

function isRefused(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'
}

/** A stream can be sent only once. */
function isRepeatable({ body }: RequestInit = {}): boolean {
  return !(typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
}

/** Sends a request, and again where the server shows that it speaks only HTTP/2: it has not read the first one. */
async function send(
  { fetch }: TestClient,
  connections: ClientConnections,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const [body, again] = isStream(init.body) ? init.body.tee() : [init.body, init.body]
  const request = (sent: typeof body): Promise<Response> => {
    const dispatched = { ...init, ...(sent === undefined ? {} : { body: sent }), dispatcher: connections.dispatcher() }
    return fetch(url, dispatched as unknown as RequestInit)
  }
  try {
    return await request(body)
  } catch (error) {
    if (!connections.speakHttp2(error)) throw error
    return request(again)
  }
}

function isStream(body: unknown): body is ReadableStream {
  return typeof (body as ReadableStream | null | undefined)?.tee === 'function'
}
