// Opens the supervisor of a run in the runner's main process, or joins the one above it.
// The one registry of the main process: the supervisor of this run, which several projects of a runner share.
import { globalState } from '@portside/internal'
import { setVariables, supervisorVariable } from '../run/environment'
import { connectSupervisor } from '../worker/connect-supervisor'
import { serveSupervisor, type Supervisor } from '../supervisor/serve-supervisor'
import type { AddOptions } from '../protocol/messages'
import { addressVariable, inheritedAddress, type SupervisorAddress } from '../protocol/supervisor-address'

interface Supervision {
  readonly supervisor: Promise<Supervisor>
  users: number
}

/**
 * Makes the services of `file` available to the workers that this process will start, through a supervisor in this process or that of `portside run`
 * above it, and starts the eager ones. Resolves to a function that undoes this.
 */
export async function supervise(file: string, options: AddOptions = {}): Promise<() => Promise<void>> {
  const state = registry()
  if (state.supervision === undefined && (await joinRun(file, options))) return async () => undefined
  const supervision = (state.supervision ??= { supervisor: serveSupervisor(), users: 0 })
  supervision.users += 1
  const supervisor = await supervision.supervisor
  await supervisor.addServices(file, options)
  setVariables(addressVariable(supervisor.address))
  return async () => {
    supervision.users -= 1
    if (supervision.users > 0) return
    state.supervision = undefined
    setVariables({ [supervisorVariable]: undefined })
    await supervisor.close()
  }
}

/** The supervisor of this process; `undefined` if another process supervises the run. */
export async function ownSupervisor(): Promise<Supervisor | undefined> {
  return registry().supervision?.supervisor
}

function registry(): { supervision: Supervision | undefined } {
  return globalState<{ supervision: Supervision | undefined }>('supervision', () => ({ supervision: undefined }))
}

/** Makes services start anew that have failed, died or are out of date, before the runner of this process runs tests again. */
export async function renewServices(): Promise<void> {
  const supervisor = await ownSupervisor()
  const address = inheritedAddress()
  if (supervisor !== undefined) await supervisor.renew()
  else if (address !== undefined) await renewAbove(address)
}

async function renewAbove(address: SupervisorAddress): Promise<void> {
  const client = await connectSupervisor(address)
  try {
    await client.request('renew', {})
  } finally {
    client.close()
  }
}

/** Joins the run that this process is part of, if its supervisor still answers. */
async function joinRun(file: string, options: AddOptions): Promise<boolean> {
  const address = inheritedAddress()
  if (address === undefined) return false
  try {
    const client = await connectSupervisor(address)
    await client.request('addServices', { file, ...options })
    client.close()
    return true
  } catch {
    return false
  }
}
