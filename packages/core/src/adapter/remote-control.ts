import { givenBack } from '../lifecycle/given-back'
import type { ShareControl } from '../contract/service-share'
import type { LaunchControl } from '../contract/start-context'
import type { SupervisorClient } from '../worker/connect-supervisor'
import type { Method, Requests } from '../protocol/messages'

/** A share in a service of the supervisor, until `released` is aborted. */
export interface HeldRemotely {
  readonly share: number
  readonly name: string
  readonly released: AbortSignal
}

/** What the owner of a share can ask the supervisor to do, which refuses it for what others may share. */
export function remoteControl({ share, name, released }: HeldRemotely, { request }: SupervisorClient): ShareControl {
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
    if (released.aborted) throw givenBack(name)
    await request(method, params)
  }
}
