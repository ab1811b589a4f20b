import { realpathSync } from 'node:fs'
import { inheritedAddress } from '../protocol/supervisor-address'
import { dropPreload, isRunnerWorker, setVariables, workerSlot } from '../run/environment'
import { givenEnvironments, type TestEnvironment, variablesOf } from '../run/given-environments'

/**
 * Sets the variables that `env` of services files gives this worker; of `file` alone if it is given. The main process has set those that all workers
 * share, but a project may have others. Values of one worker come from the supervisor, which starts its services. Rejects with the failure of one.
 */
export async function takeEnvironment(file?: string): Promise<void> {
  const only = file === undefined ? undefined : realpathSync.native(file)
  for (const [path, environment] of Object.entries(givenEnvironments())) {
    if (only !== undefined && only !== path) continue
    const own = environment.perWorker.length === 0 ? environment : await environmentOfWorker(path)
    if (own !== undefined) setVariables(variablesOf(own))
  }
}

/** Takes the variables of a runner's worker process before it loads anything else. Other processes keep what they have inherited. */
export async function takeEnvironmentOfProcess(preload: string): Promise<void> {
  if (!isRunnerWorker()) return
  dropPreload(preload)
  await takeEnvironment()
}

async function environmentOfWorker(file: string): Promise<TestEnvironment | undefined> {
  const address = inheritedAddress()
  if (address === undefined) return undefined
  const { connectSupervisor } = await import('./connect-supervisor')
  const client = await connectSupervisor(address)
  try {
    return (await client.request('environment', { file, worker: workerSlot() })) ?? undefined
  } finally {
    client.close()
  }
}
