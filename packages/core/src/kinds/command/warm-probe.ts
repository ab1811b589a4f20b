import { setTimeout as delay } from 'node:timers/promises'
import { createSemaphore, printWarning, settleAll, unlessAborted, withSemaphore } from '@portside/internal'
import { type Probe, probe } from '@portside/probe'
import { isLenient } from '../../run/environment'
import type { Address } from './command-address'
import { probeTarget, type SpawnedCommand } from './spawned-command'

/** The number of pages that are requested at a time: a server that compiles them has few threads for that. */
const atOnce = 4

/** Warming that takes longer than this, in milliseconds, is reported. */
const longMs = 5000

/** A probe that warms pages, and a function that prints how that went. */
export interface Warming {
  readonly probe: Probe
  readonly report: () => void
}

/** Adds the pages of `warm` to a probe: once that is met, each is requested, once, and must be answered. `ready` warms its own page. */
export function warmProbe(command: SpawnedCommand, ready: Probe, address: () => Address): Warming {
  const { warm = [], ready: asked, startTimeoutMs } = command.spec
  const paths = [...new Set(warm)].filter((path) => path !== asked)
  if (paths.length === 0) return { probe: ready, report: () => undefined }
  const statuses = new Map<string, number>()
  let elapsedMs = 0
  return { probe: { ...ready, wait }, report: () => reportWarming(command, statuses, elapsedMs) }

  async function wait(...[target, run]: Parameters<Probe['wait']>): Promise<void> {
    await ready.wait(target, run)
    run.forget?.(ready.description)
    const startedAtMs = performance.now()
    const turns = createSemaphore()
    const found = probeTarget({ ...command, address: address() })
    // A page that compiles for a minute is not to be requested again meanwhile.
    const patient = { ...run, leastAttemptMs: startTimeoutMs }
    await settleAll(paths.map((path) => withSemaphore(turns, atOnce, () => pageProbe(path).wait(found, patient))))
    elapsedMs = performance.now() - startedAtMs
    if ([...statuses.values()].some(isFailure)) await reportOfFailure(command, run.signal)
  }

  function pageProbe(path: string): Probe {
    return probe.http(path, { status: (status) => statuses.set(path, status).has(path) })
  }
}

function isFailure(status: number): boolean {
  return status === 404 || status >= 500
}

/** Output is read later than an answer arrives. */
const reportedWithinMs = 1000

/** Gives the report of a page that could not be made time to arrive. If it matches `failed`, the watch for that ends the start. */
async function reportOfFailure({ spec, child }: SpawnedCommand, signal: AbortSignal): Promise<void> {
  const { failed } = spec
  if (failed === undefined) return
  const report = await Promise.race([
    child.output.waitFor(failed, signal),
    delay(reportedWithinMs, undefined, { signal }),
  ])
  if (report !== undefined && !isLenient()) await unlessAborted(new Promise(() => undefined), signal)
}

/** Prints one line if a page was not answered with 2xx, or if warming took long. */
function reportWarming({ context }: SpawnedCommand, statuses: ReadonlyMap<string, number>, elapsedMs: number): void {
  const odd = [...statuses].filter(([, status]) => status < 200 || status >= 300)
  if (odd.length === 0 && elapsedMs < longMs) return
  const pages = statuses.size === 1 ? '1 page' : `${statuses.size} pages`
  const answers = odd.map(([path, status]) => `${path} answered ${status}`)
  const took = `warming ${pages} took ${(elapsedMs / 1000).toFixed(1)} s`
  printWarning('PORTSIDE_WARM', `${context.name}: ${[took, ...answers].join('; ')}`)
}
