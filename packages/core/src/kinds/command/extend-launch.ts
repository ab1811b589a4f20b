import type { ServerData } from '../../contract/service-handle'
import type { Launch } from '../../contract/start-context'

/** Adds to the data of a launch, now and after each relaunch. `extend` gets the data of a command and returns what is added to it. */
export function extendLaunch(launch: Launch, extend: (data: ServerData) => object): Launch {
  const { relaunch } = launch
  const data = launch.data as ServerData
  return {
    ...launch,
    data: { ...data, ...extend(data) },
    ...(relaunch && {
      relaunch: async (...args: Parameters<typeof relaunch>) => extendLaunch(await relaunch(...args), extend),
    }),
  }
}
