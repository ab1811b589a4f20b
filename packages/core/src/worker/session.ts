// Decides for a test file whether a service comes from the supervisor or is started here.
// The one registry of this folder: the session of this process (in Jest, of this test file, which has globals of its own).
import { isPortsideError, withDetails } from '@portside/errors'
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import { isOwned } from '../contract/service-scope'
import { listingsOf, placeOf } from '../definition/service-listing'
import { isProcessHandle, ownHandle, sharedHandle } from '../handle/own-handle'
import type { ServiceShare } from '../contract/service-share'
import type { ServiceStore } from '../lifecycle/service-store'
import { inheritedAddress } from '../protocol/supervisor-address'
import { createRemoteStore, type RemoteStore } from './remote-store'
import { reportLoading } from './report-loading'

/** A service that a file or a test has acquired. */
export interface AcquiredService extends Pick<ServiceShare, 'release'> {
  /** The handle that tests get, with controls if the service belongs to their file or to themselves. */
  readonly handle: unknown
}

/** The source of a test file's services. */
export interface Session {
  /** Starts a service or joins it. Rejects with the reason of a failure. */
  readonly acquire: (...request: Parameters<ServiceStore['acquire']>) => Promise<AcquiredService>
  /** Calls the running services of these keys that follow tests, wherever they run. */
  readonly followTest: ServiceStore['followTest']
  /** Stops what was started here for the services of single tests and stayed for further tests of the file. */
  readonly endFile: () => Promise<void>
  /** Asks them for lines that are shown with a failure. */
  readonly describeFailure: ServiceStore['describeFailure']
  /** Whether a supervisor shares services between the workers of this run. */
  readonly isSupervised: boolean
  /** The services that are held. */
  readonly held: () => readonly ServiceShare[]
}

/** The session of this process: listed services come from the run's supervisor, all others are started here. */
export function currentSession(): Session {
  return globalState('session', createSession)
}

function createSession(): Session {
  const address = inheritedAddress()
  const elsewhere = address === undefined ? undefined : createRemoteStore(address)
  let here: Promise<ServiceStore> | undefined
  const held = new Set<ServiceShare>()
  return {
    followTest: async (keys, event) => {
      await Promise.all([elsewhere?.followTest(keys, event), (await here)?.followTest(keys, event)])
    },
    endFile: async () => (await here)?.endIdle(),
    describeFailure: async (keys, failure) => {
      const remote = (await elsewhere?.describeFailure(keys, failure)) ?? []
      const own = (await (await here)?.describeFailure(keys, failure)) ?? []
      return [...remote, ...own]
    },
    isSupervised: address !== undefined,
    held: () => [...held],
    acquire: async (definition, keys = {}, name) => {
      const share = await acquireShare(definition, keys, name).catch((error: unknown) => {
        // This process knows the lines of its own sources better than the supervisor does.
        throw isOf(definition, error) ? withDetails(error, { definedAt: placeOf(definition) }) : error
      })
      held.add(share)
      // A supervisor that has ended is reported by the next request for a service.
      if (address !== undefined) await reportLoading(address, definition).catch(() => undefined)
      const handle = isProcessHandle(share.handle) ? controlled(share) : share.handle
      const release = async () => {
        held.delete(share)
        await share.release()
      }
      return { handle, release }
    },
  }

  async function acquireShare(...[definition, keys = {}, name]: Parameters<Session['acquire']>): Promise<ServiceShare> {
    const share = await elsewhere?.(definition, keys)
    return share ?? (await (here ??= openStore(elsewhere))).acquire(definition, keys, name)
  }
}

/** A service that belongs to this file or test may be disturbed by it. */
function controlled(share: ServiceShare): object {
  return isOwned(share.scope) ? ownHandle(share) : sharedHandle(share)
}

/** Whether a failure is that of the definition itself, and of nothing that it needs. */
function isOf(definition: ServiceDefinition, error: unknown): boolean {
  return isPortsideError(error) && listingsOf(definition).some(({ name }) => name === error.service)
}

/** Loads the code that starts services here when the supervisor does not have one. */
async function openStore(elsewhere: RemoteStore | undefined): Promise<ServiceStore> {
  const { createRun, createServiceStore } = await import('../engine')
  return createServiceStore({ run: createRun(), elsewhere, keepsNeedsOfTests: true })
}
