import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteStore, type RemoteStore } from '../../src/worker/remote-store'
import { listDefinition } from '../../src/definition/service-listing'
import type { ServiceDefinition, Services } from '../../src/index'
import type { AddOptions } from '../../src/protocol/messages'
import { serveSupervisor, type Supervisor } from '../../src/supervisor/serve-supervisor'

/** A supervisor with services files, and the workers that ask it. */
export interface Supervised {
  readonly supervisor: Supervisor
  /** Adds a file that lists these services, and gives its path. */
  readonly addFile: (name: string, services: Services, options?: AddOptions) => Promise<string>
  /** Makes the store of one worker, with a connection of its own. */
  readonly worker: () => RemoteStore
  readonly close: () => Promise<void>
}

/** Starts a supervisor that lists nothing yet. */
export async function supervise(): Promise<Supervised> {
  const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const supervisor = await serveSupervisor()
  return {
    supervisor,
    addFile: async (name, services, options) => {
      const file = join(directory, name)
      // The supervisor loads it in this process, when the first worker asks.
      Object.assign(globalThis, { [file]: services })
      writeFileSync(file, `export default globalThis[${JSON.stringify(file)}]`)
      await supervisor.addServices(file, options)
      return file
    },
    worker: () => createRemoteStore(supervisor.address),
    close: async () => {
      await supervisor.close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** A worker's copy of a definition of `file`. */
export function listed<Definition extends ServiceDefinition>(
  file: string,
  name: string,
  definition: Definition,
): Definition {
  listDefinition(definition, { name, file })
  return definition
}
