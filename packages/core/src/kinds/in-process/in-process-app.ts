import type { RequestListener, Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { HandlesOf, Needs } from '../../contract/service-definition'
import type { StartContext } from '../../contract/start-context'
import type { FetchApp } from './fetch-listener'

/** A Node server for HTTP/1.1, or for HTTP/2 without TLS. */
export type InProcessServer = Server | Http2Server

/** An app of Fastify, which starts and closes its server itself. */
export interface FastifyApp {
  readonly server: object
  readonly ready: () => PromiseLike<unknown>
  listen(place: { readonly port: number; readonly host: string }): PromiseLike<unknown>
  close(): PromiseLike<unknown>
}

/** An app of NestJS, which starts and closes its server itself. */
export interface NestApp {
  readonly getHttpServer: () => unknown
  listen(port: number, host: string): PromiseLike<unknown>
  close(): PromiseLike<unknown>
}

/** A server of Hapi, which starts and stops its listener itself. */
export interface HapiServer {
  readonly listener: object
  readonly settings: object
  start(): PromiseLike<unknown>
  stop(options?: { readonly timeout?: number }): PromiseLike<unknown>
}

/** An app of Koa. */
export interface KoaApp {
  // Its request listener has types of its own.
  readonly callback: () => (...args: never) => unknown
}

/** An app of h3 1. */
export interface H3App {
  readonly stack: readonly unknown[]
  readonly handler: (...args: never) => unknown
}

/** The result of a factory: a server, a request listener (an Express app), `{ fetch }` (Hono, h3 2), or an app of Fastify, Koa, NestJS, Hapi or h3. */
export type InProcessApp =
  | InProcessServer
  | RequestListener
  | FetchApp
  | FastifyApp
  | NestApp
  | HapiServer
  | KoaApp
  | H3App

/** A module whose default export is an app: the result of `import('./server')`. */
export interface InProcessModule {
  readonly default: InProcessApp
}

/** Makes the app of one instance. */
export type InProcessFactory<N extends Needs> = (
  needs: HandlesOf<N>,
  tools: { readonly onCleanup: StartContext['defer'] },
) => InProcessApp | InProcessModule | Promise<InProcessApp | InProcessModule>
