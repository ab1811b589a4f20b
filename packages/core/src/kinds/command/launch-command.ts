// The start of a command from its address to its readiness, and its next starts after a crash.
import { callLater } from '@portside/internal'
import { checkLoopback } from '@portside/ports'
import { checkUrlHost, namedUrl } from '../../contract/url-host'
import type { CommandSpec } from './check-command-options'
import { finishLaunch, prepareLaunch, readTrust } from './finish-launch'
import { restartOnCrash } from './restart-on-crash'
import { type ExistingPort, isOwnProject } from '../external/find-existing'
import { loginProbe } from '../external/login-probe'
import { launchExternal } from '../external/launch-external'
import type { ServerData } from '../../contract/service-handle'
import { leaseAddress, leasedAddress } from './lease-address'
import { attachListenHook } from './attach-listen-hook'
import { launchWithoutConflict } from './launch-without-conflict'
import { prepareFifos, spawnService } from './spawn-service'
import { showByHand } from './by-hand'
import { warnOfBraces } from './warn-of-braces'
import { warnOfClashes, warnOfInspector } from './warn-of-clashes'
import { watchOwner } from './watch-owner'
import { waitForCommand } from './wait-for-command'
import { diagnoseStart } from './diagnose-start'
import type { Launch, StartContext } from '../../contract/start-context'

/**
 * The life of a command: define → lease a port → spawn → probe → ready → (use) → stop → release. Each stage registers
 * the one clean-up that undoes it; they run in reverse.
 */
async function launchCommand(spec: CommandSpec, context: StartContext): Promise<Launch> {
  // Every other kind of port is leased, and the lease checks the address.
  if (spec.port === 'discover') checkLoopback(spec.host, context.name)
  void prepareFifos(context)
  const leases = await leaseAddress(spec, context)
  await checkUrlHost(leasedAddress(spec, leases), context.name)
  let given = leasedAddress(spec, leases)
  const launching = launchWithoutConflict(spec, leases, context, async (attempt) => {
    given = leasedAddress(spec, leases)
    const reports = attachListenHook(spec, given, attempt)
    const startedAtMs = Date.now()
    const child = await spawnService(spec, given, attempt, reports)
    const spawned = { spec, address: given, child, startedAtMs, reports, context: attempt }
    const prepared = { owner: watchOwner(spawned), launch: prepareLaunch(spawned) }
    const { readiness, address } = await waitForCommand(spawned, prepared.owner)
    const command = { ...spawned, address }
    attempt.signal.throwIfAborted()
    warnOfClashes(command)
    if (readiness.state !== 'ready') {
      warnOfInspector(command)
      throw await diagnoseStart({ ...command, readiness })
    }
    // Lets the code that waits for the service continue first.
    callLater(() => warnOfInspector(command), 0)
    return finishLaunch(command, prepared)
  })
  return showByHand(launching, spec, () => given, context)
}

/** Launches a command, and starts it again when it crashes, if its options say so. */
export async function launchLasting(spec: CommandSpec, context: StartContext): Promise<Launch> {
  warnOfBraces(spec, context)
  const launch = await launchCommand(spec, context)
  return spec.maxRestarts === 0 ? launch : restartOnCrash(launch, spec.maxRestarts, context)
}

/** The options of a service that matter where one is running already. */
export type ExistingPlace = Pick<CommandSpec, 'host' | 'urlHost' | 'protocol' | 'probe' | 'ready' | 'ca'> & {
  readonly startTimeoutMs?: number
}

/** Uses a service that is running already. Its process is unknown, so its certificate must be valid. */
export async function launchExisting(
  existing: string | ExistingPort,
  spec: ExistingPlace,
  context: StartContext,
): Promise<Launch | undefined> {
  const isUrl = typeof existing === 'string'
  if (!isUrl && !(await isOwnProject(existing, spec.host, context))) return undefined
  const url = isUrl ? withScheme(existing, spec.protocol) : namedUrl(spec, existing.port)
  const probe = (spec.ready === undefined ? loginProbe(url) : undefined) ?? spec.probe
  const { startTimeoutMs: timeoutMs } = spec
  const launch = await launchExternal({ url, probe, timeoutMs, isLimitFixed: timeoutMs === undefined }, context)
  if (spec.ca === undefined) return launch
  return { ...launch, data: { ...(launch.data as ServerData), tls: await readTrust(spec, context.directory) } }
}

/** A URL of `http:` or `tcp:` only names the place of a service that speaks another protocol. */
function withScheme(url: string, protocol: string): string {
  return /^https?$/.test(protocol) ? url : url.replace(/^(http|tcp):/, `${protocol}:`)
}
