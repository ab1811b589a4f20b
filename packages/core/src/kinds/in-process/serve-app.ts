import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { LaunchOutput, StartContext } from '../../contract/start-context'
import { createErrorOutput } from './error-output'
import { type FetchApp, fetchListener } from './fetch-listener'
import type { FastifyApp, H3App, HapiServer, InProcessServer, KoaApp, NestApp } from './in-process-app'

/** The address to listen on; port 0 is one that the system picks. */
export interface ServePlace {
  readonly host: string
  readonly port: number
}

/** A server, with the start and the end that a framework has of its own. */
export interface ServedApp {
  readonly server: InProcessServer
  /** Listens. @default `server.listen()` */
  readonly start?: (place: ServePlace) => unknown
  /** The errors of an app that cannot report them itself. */
  readonly output?: LaunchOutput
  /** Closes the server and everything of the framework. @default `server.close()` */
  readonly close?: () => unknown
}

/** Makes a server of the result of a factory. Throws a `TypeError` when that is nothing that can be served. */
export function serveApp(app: unknown, context: StartContext): ServedApp {
  const { directory } = context
  if (isServer(app)) return { server: app }
  if (hasMethods(app, 'fetch')) return serveFetch(app as unknown as FetchApp, context)
  if (hasMethods(app, 'getHttpServer', 'listen', 'close')) return serveNest(app as unknown as NestApp)
  if (hasMethods(app, 'ready', 'listen', 'close') && isServer(app['server']))
    return serveFastify(app as unknown as FastifyApp, app.server)
  if (hasMethods(app, 'start', 'stop') && isServer(app.listener))
    return serveHapi(app as unknown as HapiServer, app.listener)
  // An app of Express is a function.
  if (typeof app === 'function') return { server: createServer(app as RequestListener) }
  if (hasMethods(app, 'callback'))
    return { server: createServer((app as unknown as KoaApp).callback() as RequestListener) }
  if (hasMethods(app, 'handler') && Array.isArray(app.stack))
    return { server: createServer(h3Listener(app as unknown as H3App, directory)) }
  throw invalidArgument(
    'factory',
    `a function that returns an http.Server, a request listener, { fetch }, or an app of Fastify, Koa, Express, NestJS, Hapi, h3 or Hono`,
    app,
  )
}

/** A server of another realm, such as Jest's, is not an instance of this one's class. */
function isServer(value: unknown): value is InProcessServer {
  return hasMethods(value, 'listen', 'address', 'close', 'on') && typeof value['listening'] === 'boolean'
}

function hasMethods(value: unknown, ...methods: readonly string[]): value is Record<string, unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return methods.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function')
}

/** An app of the fetch standard cannot report its errors itself. */
function serveFetch(app: FetchApp, context: StartContext): ServedApp {
  const { output, write } = createErrorOutput(context)
  return { server: createServer(fetchListener(app, write)), output }
}

function serveNest(app: NestApp): ServedApp {
  const server = app.getHttpServer() as InProcessServer
  return { server, start: ({ port, host }) => app.listen(port, host), close: () => app.close() }
}

function serveFastify(app: FastifyApp, server: InProcessServer): ServedApp {
  return { server, start: ({ port, host }) => app.listen({ port, host }), close: () => app.close() }
}

/** Hapi takes its address when the server is made, and reads it when it starts. */
function serveHapi(app: HapiServer, server: InProcessServer): ServedApp {
  return {
    server,
    start: ({ port, host }) => {
      Object.assign(app.settings, { port, host, address: host, autoListen: true })
      return app.start()
    },
    // Its connections are cut by their own time-out.
    close: () => app.stop({ timeout: 60_000 }),
  }
}

/** The listener of an app of h3 1 is made by the h3 that the project has. */
function h3Listener(app: H3App, directory: string): RequestListener {
  const { toNodeListener } = createRequire(join(directory, 'package.json'))('h3') as {
    readonly toNodeListener: (app: H3App) => RequestListener
  }
  return toNodeListener(app)
}
