import type { RequestListener, Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { HandlesOf, Needs } from '../../contract/service-definition'
import type { StartContext } from '../../contract/start-context'
import type { FetchApp } from './fetch-listener'

/** A Node server for HTTP/1.1, or for HTTP/2 without TLS. */
export type InProcessServer = Server | Http2Server

/** The result of a factory: a server, a request listener (an Express app, Koa's callback) or `{ fetch }` (Hono, h3). */
export type InProcessApp = InProcessServer | RequestListener | FetchApp

/** Makes the app of one instance. */
export type InProcessFactory<N extends Needs> = (
  needs: HandlesOf<N>,
  tools: { readonly onCleanup: StartContext['defer'] },
) => InProcessApp | Promise<InProcessApp>
