import type { LookupFunction } from 'node:net'
import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import { URL } from 'node:url'
import { beginsHttp2 } from '@portside/internal'
import type { Client, Dispatcher } from 'undici'
import type { ServerTrust } from '../contract/service-handle'
import type { TestClient } from './test-client'

/** The connections of one handle, which end with it. */
export interface ClientConnections {
  readonly dispatcher: () => Dispatcher
  /** Switches to HTTP/2 with prior knowledge (RFC 9113, 3.3) if `error` shows that the server speaks only that; returns whether it did, now or before. */
  readonly speakHttp2: (error: unknown) => boolean
  /** Ends them, and all requests that use them. */
  readonly close: () => Promise<unknown>
}

/** The server of a handle. */
export interface FetchedServer {
  readonly url: string
  /** Its address, whatever name its URL has. */
  readonly host: string
  readonly tls: ServerTrust | undefined
  /** The id of its process, if that is known. */
  readonly pid?: number | undefined
}

/** Opens the connections of a handle. HTTP/2 over TLS is agreed on by ALPN (RFC 7301). */
export async function openConnections(
  { url, host, tls }: FetchedServer,
  { undici }: Pick<TestClient, 'undici'>,
): Promise<ClientConnections> {
  const trust: Trust = tls === undefined ? {} : await trustOf(tls)
  const { isIP } = await import('node:net')
  const family = isIP(host)
  const options = family === 0 ? trust : { ...trust, lookup: lookupOf(host, family) }
  const connect = options as NonNullable<Client.Options['connect']>
  const agent = new undici.Agent({ allowH2: true, connect })
  const opened: Dispatcher[] = [agent]
  let dispatcher: Dispatcher = agent
  return {
    dispatcher: () => dispatcher,
    speakHttp2: (error) => {
      if (!isHttp2Answer(error)) return false
      if (dispatcher === agent) {
        dispatcher = new undici.H2CClient(new URL(url).origin, { connect })
        opened.push(dispatcher)
      }
      return true
    },
    close: () => Promise.all(opened.map((each) => each.destroy())),
  }
}

/** The error of undici's parser has what it could not read. */
function isHttp2Answer(error: unknown): boolean {
  const { data } = ((error as { readonly cause?: unknown } | null)?.cause ?? {}) as { readonly data?: unknown }
  return typeof data === 'string' && beginsHttp2(data)
}

/** Answers that each name is the address: `localhost` may stand for others, too. */
function lookupOf(address: string, family: number): LookupFunction {
  return (_, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family))
}

type Trust = Pick<ConnectionOptions, 'ca' | 'checkServerIdentity' | 'rejectUnauthorized'>

/** Makes the TLS options. Certificates of development servers are often for `localhost` alone, and URLs have the address. */
async function trustOf({ ca }: ServerTrust): Promise<Trust> {
  if (ca === undefined) return { rejectUnauthorized: false }
  const { checkServerIdentity } = await import('node:tls')
  return {
    ca,
    checkServerIdentity: (host: string, certificate: PeerCertificate) =>
      checkServerIdentity('localhost', certificate) && checkServerIdentity(host, certificate),
  }
}
