import { createServer, Server } from 'node:http'
import { invalidArgument } from '@portside/errors'
import { ephemeralPortsError, findUsedUpRange } from '@portside/ports'
import type { Needs } from '../../contract/service-definition'
import { type ServerData } from '../../contract/service-handle'
import { urlOf } from '@portside/internal'
import { boundedCleanUps } from '../../contract/bounded-clean-ups'
import type { Launch, LaunchOutput, StartContext } from '../../contract/start-context'
import { closeServer, watchConnections } from './connections'
import { createErrorOutput } from './error-output'
import { fetchListener } from './fetch-listener'
import type { InProcessApp, InProcessFactory, InProcessServer } from './in-process-app'

const host = '127.0.0.1'

/** Makes the app and listens on a port that the system picks. */
export async function launchInProcess(
  factory: InProcessFactory<Needs>,
  stopTimeoutMs: number | undefined,
  context: StartContext,
): Promise<Launch> {
  const app = await factory(context.needs, { onCleanup: boundedCleanUps(context) })
  const { server, ...rest } = serve(app, context)
  const connections = watchConnections(server)
  const { force } = context.run
  context.defer(() => {
    force.addEventListener('abort', connections.cut)
    return closeServer(server, connections, force.aborted ? 0 : stopTimeoutMs)
  })
  // A slow factory may finish after the service was stopped.
  context.signal.throwIfAborted()
  const port = await listen(server).catch(async (error: unknown) => {
    const usedUp = await findUsedUpRange(host)
    throw usedUp === undefined ? error : ephemeralPortsError(usedUp, { service: context.name, cause: error })
  })
  server.unref()
  const data: ServerData = { name: context.name, pid: process.pid, url: urlOf(host, port), host, port }
  return { data, ...rest }
}

interface ServedApp {
  readonly server: InProcessServer
  readonly output?: LaunchOutput
}

/** Makes the server of an app, and the output of one that cannot report its errors itself. */
function serve(app: InProcessApp, context: StartContext): ServedApp {
  if (typeof app === 'function') return { server: createServer(app) }
  // A server of another realm, such as Jest's, is not an instance of this class.
  if (app instanceof Server || (typeof app === 'object' && 'listen' in app)) return { server: app }
  if (typeof app === 'object' && typeof app?.fetch === 'function') {
    const { output, write } = createErrorOutput(context)
    return { server: createServer(fetchListener(app, write)), output }
  }
  throw invalidArgument('factory', 'a function that returns an http.Server, a request listener or { fetch }', app)
}

async function listen(server: InProcessServer): Promise<number> {
  if (!server.listening) {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port: 0 }, resolve)
    })
  }
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw invalidArgument('factory', 'a function that returns a server on a port, or none yet', address)
  return address.port
}
