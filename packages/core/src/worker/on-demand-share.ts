import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceLink } from '../contract/service-link'
import { boundedCleanUps } from '../contract/bounded-clean-ups'
import { createScope } from '../contract/clean-up-scope'
import { givenBack, type ServiceShare, type ShareControl } from '../contract/service-share'
import { isSupervisorGone, lostServiceError } from '../protocol/lost-supervisor'
import type { ReadyService } from '../protocol/messages'

/** A share over a connection. */
export interface RemoteShare extends ServiceShare {
  /** What handles can ask, until the service is started again. */
  readonly link: ServiceLink
}

/** How a worker learns more of a service than the list of what is ready says. */
export interface LateQuestions {
  readonly isListed: () => boolean
  /** Takes a share from the supervisor, over a connection. */
  readonly join: () => Promise<RemoteShare | undefined>
}

/** A share in a service of the run that is listed as ready. The supervisor is asked for one when its output is read, or its end is to be told. */
export function lateShare(
  definition: ServiceDefinition,
  { name, data, elapsedMs, isRestartable }: ReadyService,
  { isListed, join }: LateQuestions,
): ServiceShare {
  const scope = createScope()
  const crash = new AbortController()
  let joining: Promise<RemoteShare> | undefined
  let following: Promise<void> | undefined
  let isReleased = false
  scope.defer(async () => (await joining?.catch(() => undefined))?.release())
  scope.defer(() => void (isReleased = true))
  const link: ServiceLink = {
    name,
    output: async (options) => (await joined()).link.output(options),
    waitForOutput: async (pattern, options) => (await joined()).link.waitForOutput(pattern, options),
    get crash() {
      void follow()
      return crash.signal
    },
    onClose: boundedCleanUps({ name, defer: scope.defer }),
  }
  return {
    name,
    scope: definition.scope,
    elapsedMs,
    isRestartable,
    handle: definition.connect(data, link),
    data,
    crash: crash.signal,
    late: { isListed, follow },
    readOutput: async (beginMs) => (await joined()).readOutput(beginMs),
    control: lateControl(joined),
    release: scope.close,
  }

  async function joined(): Promise<RemoteShare> {
    // Nobody would release it any more.
    if (joining === undefined && isReleased) throw givenBack(name)
    return (joining ??= joinNow())
  }

  async function joinNow(): Promise<RemoteShare> {
    try {
      const share = await join()
      if (share !== undefined) return share
    } catch (error) {
      throw isSupervisorGone(error) ? lostServiceError(name, 'gone', error) : error
    }
    throw lostServiceError(name, 'over')
  }

  async function follow(): Promise<void> {
    return (following ??= joined().then(pass, (error: unknown) => crash.abort(error)))
  }

  function pass({ crash: told }: RemoteShare): void {
    if (told.aborted) crash.abort(told.reason)
    else told.addEventListener('abort', () => crash.abort(told.reason))
  }
}

function lateControl(joined: () => Promise<ServiceShare>): ShareControl {
  return {
    pause: async () => (await joined()).control.pause(),
    resume: async () => (await joined()).control.resume(),
    kill: async () => (await joined()).control.kill(),
    relaunch: async (whileStopped) => (await joined()).control.relaunch(whileStopped),
  }
}
