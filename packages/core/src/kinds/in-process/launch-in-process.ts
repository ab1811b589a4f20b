import { isIPv6 } from 'node:net'
import { invalidArgument } from '@portside/errors'
import { ephemeralPortsError, findUsedUpRange, leasePort } from '@portside/ports'
import type { Needs, ServiceDefinition } from '../../contract/service-definition'
import { type ServerData } from '../../contract/service-handle'
import { listedNeeds } from '../../contract/listed-needs'
import { checkUrlHost, namedUrl } from '../../contract/url-host'
import { boundedCleanUps } from '../../contract/bounded-clean-ups'
import type { Launch, StartContext } from '../../contract/start-context'
import { isReservation, reservationName } from '../command/reservation-need'
import { borrowLease, type ReservedPort } from '../reserved-port/reserved-port'
import { closeServer, watchConnections } from './connections'
import type { InProcessFactory } from './in-process-app'
import { serveApp, type ServedApp, type ServePlace } from './serve-app'

/** The parts of an in-process server, with its options. */
export interface InProcessSpec {
  readonly factory: InProcessFactory<Needs>
  readonly stopTimeoutMs: number | undefined
  readonly port: 'lease' | number | ServiceDefinition<ReservedPort>
  readonly host: '127.0.0.1' | '::1'
  readonly urlHost: 'localhost' | undefined
}

/** Makes the app and listens, on a port that the system picks if its options name none. */
export async function launchInProcess(spec: InProcessSpec, context: StartContext): Promise<Launch> {
  const place = await placeOf(spec, context)
  const served = serveApp(appOf(await makeApp(spec, context)), context)
  const connections = watchConnections(served.server)
  const { force } = context.run
  boundedCleanUps(context)(() => {
    force.addEventListener('abort', connections.cut)
    return closeServer(served, connections, force.aborted ? 0 : spec.stopTimeoutMs)
  })
  // A slow factory may finish after the service was stopped.
  context.signal.throwIfAborted()
  const { host, port } = await listen(served, place).catch(async (error: unknown) => {
    const usedUp = await findUsedUpRange(place.host)
    throw usedUp === undefined ? error : ephemeralPortsError(usedUp, { service: context.name, cause: error })
  })
  const address = { host, urlHost: spec.urlHost }
  await checkUrlHost(address, context.name)
  served.server.unref()
  const data: ServerData = { name: context.name, pid: process.pid, url: namedUrl(address, port), host, port }
  return { data, ...(served.output === undefined ? {} : { output: served.output }) }
}

async function makeApp({ factory }: InProcessSpec, context: StartContext): Promise<unknown> {
  const { [reservationName]: _, ...all } = context.needs
  const { needs, explained } = listedNeeds(all)
  try {
    return await factory(needs, { onCleanup: boundedCleanUps(context) })
  } catch (error) {
    throw explained(error)
  }
}

/** Returns the default export of a module that the factory has imported; CommonJS that a compiler has made is one within that of Node.js. */
function appOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('default' in result)) return result
  const isModule = Object.prototype.toString.call(result) === '[object Module]' || '__esModule' in result
  return isModule ? appOf(result.default) : result
}

/** Leases the port that the options name. One that the system picks when the server listens needs no lease. */
async function placeOf({ port: wanted, host }: InProcessSpec, context: StartContext): Promise<ServePlace> {
  if (wanted === 'lease') return { host, port: 0 }
  const { name: service, directory: project, run, needs, defer } = context
  const lease = isReservation(wanted)
    ? borrowLease(needs[reservationName] as ReservedPort)
    : await leasePort({ service, run: run.id, project, host, port: wanted })
  defer(() => lease.release())
  return lease
}

async function listen({ server, start = listenWith(server) }: ServedApp, place: ServePlace): Promise<ServePlace> {
  if (!server.listening) await start(place)
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw invalidArgument('factory', 'a function that returns a server on a port, or none yet', address)
  return { host: reachable(address.address, place.host), port: address.port }
}

function listenWith(server: ServedApp['server']) {
  return ({ host, port }: ServePlace): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, resolve)
    })
}

/** The address of a server that was listening before: every interface is reached by loopback. */
function reachable(address: string, asked: string): string {
  if (address === '::') return asked
  if (address === '0.0.0.0') return isIPv6(asked) ? '127.0.0.1' : asked
  return address
}
