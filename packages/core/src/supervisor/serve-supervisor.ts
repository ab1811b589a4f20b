import { allowManyListeners } from '@portside/internal'
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type { Services } from '../definition/define-services'
import { createScope, type CleanUp } from '../contract/clean-up-scope'
import { createServiceStore, type ServiceStore } from '../lifecycle/service-store'
import { createRun, type Run } from '../run/run'
import type { RunWatcher } from '../run/run-watcher'
import { createRunReport } from './run-report'
import { answerPeer } from './answer-peer'
import { createReadyList } from './ready-list'
import { createServicesLibrary } from './services-library'
import { createEagerServices } from './eager-services'
import { createUnauthenticatedPeers } from './unauthenticated-peers'
import type { SupervisorAddress } from '../protocol/supervisor-address'
import type { TestEnvironment } from '../run/given-environments'
import type { AddOptions, EnvironmentParams } from '../protocol/messages'
import { createTestEnvironments } from './evaluate-environments'

/** The one owner of the services that a run shares. */
export interface Supervisor {
  readonly run: Run
  readonly address: SupervisorAddress
  /** Makes the services of one more file available to workers, and starts the eager ones. Throws when there is no such file. */
  readonly addServices: (file: string, options?: AddOptions) => Promise<void>
  /** Loads a services file, once. */
  readonly loadServices: (file: string) => Promise<Services>
  /** Starts a service for the whole run, or joins the existing instance. */
  readonly acquire: ServiceStore['acquire']
  /** Evaluates `env` of a services file for a worker, after the services that it reads have started; `undefined` if it has none. */
  readonly environment: (params: EnvironmentParams) => Promise<TestEnvironment | undefined>
  /** Stops services that have failed, died or are out of date, so that they are started anew. Called before tests run again. */
  readonly renew: () => Promise<void>
  /** Stops all services and ends the run. Repeated calls do so only once. */
  readonly close: () => Promise<void>
  /** Makes `close` kill what it stops, and what it is already stopping. */
  readonly forceStop: () => void
}

/** Starts a supervisor in this process. It serves the workers of the run over a socket, and does not keep the process alive. */
export async function serveSupervisor(watcher?: RunWatcher): Promise<Supervisor> {
  const run = createRun(watcher)
  const scope = createScope()
  const report = createRunReport(run)
  const library = createServicesLibrary()
  scope.defer(report.write)
  const store = createServiceStore({ run, keeps: ['run', 'worker'], onReady: report.add })
  const address = {
    socket: openSocketPath(run, scope.defer),
    token: randomBytes(16).toString('hex'),
    readyList: join(run.directory.path, 'ready.json'),
    runId: run.id,
  }
  const readyList = createReadyList(address.readyList)
  const eager = createEagerServices(store, library.load)
  const addServices = async (file: string, { startsEager = true }: AddOptions = {}): Promise<void> => {
    const path = await library.add(file)
    if (startsEager) eager.startOf(path)
  }
  const acquire: ServiceStore['acquire'] = async (definition, ...where) => {
    eager.noteAsked(definition)
    return store.acquire(definition, ...where)
  }
  const renew = async () => {
    const old = await library.renew()
    readyList.clear()
    await store.renew((definition) => old.has(definition))
  }
  const environment = createTestEnvironments(library, acquire)
  const over = new AbortController()
  // Each worker adds a listener, and there may be more than ten.
  allowManyListeners(over.signal)
  const given = {
    address,
    library,
    readyList,
    addServices,
    acquire,
    environment,
    renew,
    followTest: store.followTest,
    describeFailure: store.describeFailure,
  }
  const state = { ...given, unauthenticatedPeers: createUnauthenticatedPeers(), over: over.signal }
  const server = createServer((socket) => answerPeer(socket, state))
  scope.defer(() => server.close())
  scope.defer(store.close)
  scope.defer(eager.end)
  // Holders of a service learn why their calls will fail, before they do.
  scope.defer(() => over.abort())
  scope.defer(readyList.clear)
  await listen(server, address.socket)
  return {
    run,
    address,
    addServices,
    loadServices: library.load,
    acquire,
    environment,
    renew,
    close: scope.close,
    forceStop: run.forceStop,
  }
}

async function listen(server: Server, path: string): Promise<void> {
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

/** Returns a path for the socket of a run, in the folder that only this user may enter, or the name of a pipe on Windows. */
function openSocketPath(run: Run, defer: (cleanUp: CleanUp) => void): string {
  // Held for the whole run, so that files that services leave in the folder stay until its end.
  const { path, release } = run.directory.hold()
  defer(release)
  return process.platform === 'win32' ? `\\\\.\\pipe\\portside-${run.id}` : join(path, 'supervisor')
}
