import { setTimeout as delay } from 'node:timers/promises'
import type { PeerCertificate } from 'node:tls'
import { invalidArgument } from '@portside/errors'
import { unlessAborted } from '@portside/internal'
import type { Agent } from 'undici'
import type { ServerTrust, ServerHandle } from '../contract/service-handle'
import type { ServiceLink } from '../contract/service-link'

/** How long after a failed connection or test the crash of a server may become known, in milliseconds: some, but a busy machine takes its time. */
export const crashNoticeMs = 250

/** Makes a `fetch` for one service, with its own connections, which end with the handle. Loads undici at the first call. */
export function serviceFetch(baseUrl: string, link: ServiceLink, tls?: ServerTrust): ServerHandle['fetch'] {
  let agent: Promise<Agent> | undefined
  return async (path, init) => {
    const url = urlWithin(baseUrl, path)
    if (link.crashSignal().aborted) await link.steady()
    const crash = link.crashSignal()
    crash.throwIfAborted()
    agent ??= openAgent(link, tls)
    const signal = AbortSignal.any([crash, ...(init?.signal ? [init.signal] : [])])
    try {
      return await fetchWith(await agent, url, { ...init, signal })
    } catch (error) {
      // A connection often breaks a moment before the crash of its server is known.
      if (!signal.aborted) await delay(crashNoticeMs, undefined, { signal: crash }).catch(() => undefined)
      if (!signal.aborted) await unlessAborted(link.steady(), signal).catch(() => undefined)
      // The program was being started again. Nobody has seen the request.
      if (!signal.aborted && isRefused(error) && isRepeatable(init))
        return fetchWith(await agent, url, { ...init, signal })
      throw crash.aborted ? crash.reason : error
    }
  }
}

function isRefused(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'
}

/** A stream can be sent only once. */
function isRepeatable({ body }: RequestInit = {}): boolean {
  return !(typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
}

async function openAgent(link: ServiceLink, tls: ServerTrust | undefined): Promise<Agent> {
  const { Agent } = await import('undici')
  const agent = tls === undefined ? new Agent() : new Agent({ connect: await trustOf(tls) })
  link.onClose(() => agent.destroy())
  return agent
}

/** Makes the TLS options. Certificates of development servers are often for `localhost` alone, and URLs have the address. */
async function trustOf({ ca }: ServerTrust): Promise<NonNullable<Agent.Options['connect']>> {
  if (ca === undefined) return { rejectUnauthorized: false }
  const { checkServerIdentity } = await import('node:tls')
  return {
    ca,
    checkServerIdentity: (host: string, certificate: PeerCertificate) =>
      checkServerIdentity('localhost', certificate) && checkServerIdentity(host, certificate),
  }
}

/**
 * Uses the global `fetch`, which takes the test's own `FormData` and returns its `Response`, or that of undici if a test environment (jsdom) has
 * none. Their types name the same things but differ in details.
 */
async function fetchWith(agent: Agent, url: URL, init: RequestInit = {}): Promise<Response> {
  const fetch = globalThis.fetch ?? ((await import('undici')).fetch as unknown as typeof globalThis.fetch)
  return fetch(url, { ...init, dispatcher: agent } as unknown as RequestInit)
}

function urlWithin(baseUrl: string, path: unknown): URL {
  const text = path instanceof URL ? path.href : path
  if (typeof text === 'string' && URL.canParse(text, baseUrl)) {
    const url = new URL(text, baseUrl)
    if (url.origin === new URL(baseUrl).origin) return url
  }
  throw invalidArgument('path', `a path of ${baseUrl}`, text)
}
