import type { RequestListener, Server } from 'node:http'
import type { HandlesOf, Needs } from '../define/service-definition'
import type { StartContext } from '../lifecycle/start-context'
import type { FetchApp } from './fetch-listener'

/** What a factory may return: a server, a request listener (an Express app, Koa's callback) or `{ fetch }` (Hono, h3). */
export type InProcessApp = Server | RequestListener | FetchApp

/** Makes the app of one instance. */
export type InProcessFactory<N extends Needs> = (
  needs: HandlesOf<N>,
  tools: { readonly onCleanup: StartContext['defer'] },
) => InProcessApp | Promise<InProcessApp>
