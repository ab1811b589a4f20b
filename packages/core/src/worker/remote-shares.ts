import type { ServiceDefinition } from '../contract/service-definition'
import { isOwned } from '../contract/service-scope'
import { checkWait } from '../handle/create-link'
import { liveHandle, onceEach } from '../handle/live-handle'
import type { ServiceLink } from '../contract/service-link'
import { outputBegin } from '../handle/test-begin'
import { boundedCleanUps } from '../contract/bounded-clean-ups'
import { createScope } from '../contract/clean-up-scope'
import { connectSupervisor, type SupervisorClient } from './connect-supervisor'
import type { AcquireParams, SharedService, Method, Requests } from '../protocol/messages'
import type { SupervisorAddress } from '../protocol/supervisor-address'
import type { RemoteShare } from './on-demand-share'
import { alreadyReleased, type ScopeKeys, type ShareControl } from '../contract/service-share'
import type { FailureWords, LaunchControl, TestEvent, TestFailure } from '../contract/start-context'

/** The services of the supervisor. */
export interface RemoteShares {
  /** Acquires a share; returns `undefined` for a service that no file of the supervisor lists. */
  readonly acquire: (definition: ServiceDefinition, wanted: AcquireParams) => Promise<RemoteShare | undefined>
  /** Has the services of these keys that follow tests called. */
  readonly followTest: (keys: ScopeKeys, event: TestEvent) => Promise<void>
  /** Asks them for lines about a failure. */
  readonly describeFailure: (keys: ScopeKeys, failure: TestFailure) => Promise<readonly FailureWords[]>
}

/** Acquires shares over one connection, which is open only while something is held. */
export function createRemoteShares(address: SupervisorAddress): RemoteShares {
  let holders = 0
  let connecting: Promise<SupervisorClient> | undefined
  return {
    acquire,
    followTest: async (keys, event) => void (await request('followTest', { keys, event })),
    describeFailure: (keys, failure) => request('describeFailure', { keys, failure }),
  }

  async function request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    holders += 1
    try {
      const client = await (connecting ??= connectSupervisor(address))
      return await client.request(method, params)
    } finally {
      await suspend()
    }
  }

  async function acquire(definition: ServiceDefinition, wanted: AcquireParams): Promise<RemoteShare | undefined> {
    holders += 1
    try {
      const client = await (connecting ??= connectSupervisor(address))
      const shared = await client.request('acquire', wanted)
      if (shared !== null) return shareOf(definition, shared, client)
    } catch (error) {
      await suspend()
      throw error
    }
    await suspend()
    return undefined
  }

  async function suspend(): Promise<void> {
    holders -= 1
    if (holders > 0) return
    const client = await connecting?.catch(() => undefined)
    connecting = undefined
    client?.close()
  }

  function shareOf(definition: ServiceDefinition, shared: SharedService, client: SupervisorClient): RemoteShare {
    const { share, name, elapsedMs, isRestartable } = shared
    const scope = createScope()
    const released = new AbortController()
    scope.defer(suspend)
    scope.defer(release)
    let endedAt: Date | undefined
    scope.defer(() => {
      endedAt = new Date()
      released.abort()
    })
    const subscriptions = () => client.subscription(shared)
    const data = () => subscriptions().data ?? shared.data
    const crash = () => subscriptions().crash.signal
    const link = onceEach(subscriptions, () =>
      remoteLink({ share, name, crash, endedAt: () => endedAt }, client, scope.defer),
    )
    const read = onceEach(link, (current) => definition.connect(data(), current))
    return {
      name,
      scope: definition.scope,
      elapsedMs,
      isRestartable,
      handle: isRestartable ? liveHandle(read) : read(),
      get link() {
        return link()
      },
      get data() {
        return data()
      },
      get crash() {
        return crash()
      },
      steady: () => link().steady(),
      readOutput: async (beginMs) => client.request('output', { share, beginMs }),
      call: (called, argument) => link().call(called, argument),
      control: remoteControl({ share, name, released: released.signal }, client),
      release: scope.close,
    }

    /**
     * Releases the share. A service that others may share goes on, so nothing waits for the supervisor: the end of the connection releases the share,
     * too.
     */
    async function release(): Promise<void> {
      const answer = client.release(share)
      if (isOwned(definition.scope)) await answer
      else answer.catch(() => undefined)
    }
  }
}

interface RemoteService {
  readonly share: number
  readonly name: string
}

function remoteLink(
  { share, name, crash, endedAt }: RemoteService & Pick<ServiceLink, 'endedAt'> & { readonly crash: () => AbortSignal },
  client: SupervisorClient,
  onClose: ServiceLink['onClose'],
): ServiceLink {
  return {
    name,
    output: async (options) => unlessLost(client.request('output', { share, beginMs: outputBegin(options) })),
    waitForOutput: async ({ source, flags }, options) => {
      checkWait(options)
      return unlessLost(client.request('waitForOutput', { share, source, flags, ...options }))
    },
    crashSignal: crash,
    // If the supervisor is gone, so is the service, which the crash says.
    steady: async () => void (await client.request('steady', { share }).catch(() => undefined)),
    call: async (called, argument) =>
      (await unlessLost(client.request('call', { share, name: called, argument }))).value,
    endedAt,
    onClose: boundedCleanUps({ name, defer: onClose }),
  }

  async function unlessLost<Result>(answer: Promise<Result>): Promise<Result> {
    return answer.catch((error: unknown) => {
      throw client.isLost() ? crash().reason : error
    })
  }
}

/** A share in a service of the supervisor, until `released` is aborted. */
export interface HeldRemotely {
  readonly share: number
  readonly name: string
  readonly released: AbortSignal
}

/** Makes the controls of a share's owner. The supervisor refuses them for a service that others may share. */
function remoteControl({ share, name, released }: HeldRemotely, { request }: SupervisorClient): ShareControl {
  return {
    pause: control('pause'),
    resume: control('resume'),
    kill: control('kill'),
    relaunch: async (whileStopped) => {
      await ask('halt', { share })
      await whileStopped()
      await ask('relaunch', { share })
    },
  }

  function control(action: keyof LaunchControl): () => Promise<void> {
    return () => ask('control', { share, action })
  }

  async function ask<M extends Method>(method: M, params: Requests[M]['params']): Promise<void> {
    if (released.aborted) throw alreadyReleased(name)
    await request(method, params)
  }
}
