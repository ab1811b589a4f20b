import { callLater } from '@portside/internal'
import type { RunWatcher } from './run-watcher'
import { createServiceWaits, type ServiceWait } from './service-waits'

/** Before this time nothing is printed, in milliseconds. */
const silentMs = 3000
const lookMs = 500

/**
 * Makes the watcher of a run that nobody else watches: when a service is not ready after three seconds, one line says so on standard error, and why;
 * another one whenever the reason is another one.
 */
export function waitingLines(): RunWatcher {
  const waits = createServiceWaits()
  const printed = new Map<string, string>()
  let isLooking = false
  return {
    starting: (service) => {
      printed.delete(service)
      waits.starting(service)
      if (!isLooking) lookLater()
    },
    waiting: waits.waiting,
    ready: waits.ready,
    failed: waits.ready,
  }

  function lookLater(): void {
    isLooking = true
    callLater(look, lookMs)
  }

  function look(): void {
    const open = waits.list().filter(({ isReady }) => !isReady)
    isLooking = open.length > 0
    for (const wait of open) if (wait.elapsedMs >= silentMs) report(wait)
    if (isLooking) lookLater()
  }

  function report({ service, elapsedMs, finding = 'it runs', reason = finding }: ServiceWait): void {
    // Times and counts that go on change without meaning.
    const shape = finding.replaceAll(/\d+/g, '0')
    if (printed.get(service) === shape) return
    printed.set(service, shape)
    process.stderr.write(`portside: ${service} is not ready after ${Math.floor(elapsedMs / 1000)} s: ${reason}\n`)
  }
}
