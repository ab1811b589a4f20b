import { invalidArgument, usageError } from '@portside/errors'
import { isOwned } from '../contract/service-scope'
import type { ServiceShare, ShareControl } from '../contract/service-share'
import type { Answers } from '../protocol/messages'

/** Starts a halted service again. */
type EndOutage = () => Promise<void>

/** Makes the answers to requests that disturb a service. A service that others may share must not be disturbed. */
export function createControlAnswers(
  heldShare: (share: number) => Promise<ServiceShare>,
): Pick<Answers, 'control' | 'halt' | 'relaunch'> {
  const outages = new Map<number, EndOutage>()
  return {
    control: async ({ share, action }) => {
      const control = await ownControl(share)
      if (!['pause', 'resume', 'kill'].includes(action))
        throw invalidArgument('action', "'pause', 'resume' or 'kill'", action)
      await control[action]()
      return null
    },
    halt: async ({ share }) => {
      outages.set(share, await beginOutage(await ownControl(share)))
      return null
    },
    relaunch: async ({ share }) => {
      const end = outages.get(share)
      if (end === undefined) throw invalidArgument('share', 'one that is halted', share)
      outages.delete(share)
      await end()
      return null
    },
  }

  async function ownControl(share: number): Promise<ShareControl> {
    const { name, scope, control } = await heldShare(share)
    if (isOwned(scope)) return control
    throw usageError(
      `Expected \`${name}\` to have the scope 'file' or 'test', since others share it, got '${scope}': override(definition, { scope: 'file' }) makes one that may be disturbed`,
    )
  }
}

/** Resolves when the service has been stopped. Releasing its share also ends the outage. */
async function beginOutage({ relaunch }: ShareControl): Promise<EndOutage> {
  return new Promise((resolve, reject) => {
    const relaunched = relaunch(
      () =>
        new Promise<void>((goOn) => {
          resolve(() => {
            goOn()
            return relaunched
          })
        }),
    )
    relaunched.catch(reject)
  })
}
