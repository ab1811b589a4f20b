import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceLink } from '../contract/service-link'
import { boundedCleanUps } from '../contract/bounded-clean-ups'
import { createScope } from '../contract/clean-up-scope'
import { alreadyReleased, type ServiceShare, type ShareControl } from '../contract/service-share'
import { isSupervisorLost, lostServiceError } from '../protocol/lost-supervisor'
import type { ReadyService } from '../protocol/messages'

/** A share over a connection. */
export interface RemoteShare extends ServiceShare {
  /** The requests that handles can send, until the service is started again. */
  readonly link: ServiceLink
}

/** The ways to learn more about a service than the ready list shows. */
export interface OnDemandSource {
  readonly isListed: () => boolean
  /** Acquires a share from the supervisor, over a connection. */
  readonly join: () => Promise<RemoteShare | undefined>
}

/**
 * Makes a share in a service of the run that is listed as ready. It connects to the supervisor only when its output is read, or its end is to be
 * known.
 */
export function onDemandShare(
  definition: ServiceDefinition,
  { name, data, elapsedMs, isRestartable }: ReadyService,
  { isListed, join }: OnDemandSource,
): ServiceShare {
  const scope = createScope()
  const crash = new AbortController()
  let connecting: Promise<RemoteShare> | undefined
  let joined: RemoteShare | undefined
  let following: Promise<void> | undefined
  let endedAt: Date | undefined
  scope.defer(async () => (await connecting?.catch(() => undefined))?.release())
  scope.defer(() => void (endedAt = new Date()))
  const link: ServiceLink = {
    name,
    output: async (options) => (await connected()).link.output(options),
    waitForOutput: async (pattern, options) => (await connected()).link.waitForOutput(pattern, options),
    crashSignal: () => {
      void follow()
      return crashNow()
    },
    steady,
    call: async (called, argument) => (await connected()).link.call(called, argument),
    endedAt: () => endedAt,
    onClose: boundedCleanUps({ name, defer: scope.defer }),
  }
  return {
    name,
    scope: definition.scope,
    elapsedMs,
    isRestartable,
    handle: definition.connect(data, link),
    data,
    get crash() {
      return crashNow()
    },
    steady,
    crashWatch: { isListed, follow },
    readOutput: async (beginMs) => (await connected()).readOutput(beginMs),
    call: link.call,
    control: onDemandControl(connected),
    release: scope.close,
  }

  async function connected(): Promise<RemoteShare> {
    // Nothing would release it any more.
    if (connecting === undefined && endedAt !== undefined) throw alreadyReleased(name)
    return (connecting ??= connectNow())
  }

  async function connectNow(): Promise<RemoteShare> {
    try {
      const share = await join()
      if (share !== undefined) return share
    } catch (error) {
      throw isSupervisorLost(error) ? lostServiceError(name, 'gone', error) : error
    }
    throw lostServiceError(name, 'over')
  }

  async function follow(): Promise<void> {
    return (following ??= connected().then(pass, (error: unknown) => crash.abort(error)))
  }

  /** Returns the signal of the current launch, once it is followed. */
  function crashNow(): AbortSignal {
    return joined?.crash ?? crash.signal
  }

  async function steady(): Promise<void> {
    await follow()
    await joined?.steady()
  }

  function pass(share: RemoteShare): void {
    const { crash: reported } = share
    joined = share
    if (reported.aborted) crash.abort(reported.reason)
    else reported.addEventListener('abort', () => crash.abort(reported.reason))
  }
}

function onDemandControl(connected: () => Promise<ServiceShare>): ShareControl {
  return {
    pause: async () => (await connected()).control.pause(),
    resume: async () => (await connected()).control.resume(),
    kill: async () => (await connected()).control.kill(),
    relaunch: async (whileStopped) => (await connected()).control.relaunch(whileStopped),
  }
}
