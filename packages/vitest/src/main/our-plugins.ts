import { servicesPath } from '@portside/core/worker'
import type { TestProject } from 'vitest/node'
import type { PortsidePlugin } from '../plugin'

/** A plugin of ours in a project. */
export interface OurPlugin {
  /** Its services file. */
  readonly file: string
  readonly provide: readonly string[]
}

/** Returns the plugins of ours in a project: their options are in the `api` of each of them. */
export function ourPlugins({ vite }: TestProject): readonly OurPlugin[] {
  const ours = vite.config.plugins.filter(({ name }) => name === 'portside') as readonly object[]
  return (ours as readonly Pick<PortsidePlugin, 'api'>[]).map(({ api }) => ({
    file: servicesPath(api.services, vite.config),
    provide: api.provide,
  }))
}
