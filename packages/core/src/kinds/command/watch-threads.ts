import type { PortsideError } from '@portside/errors'
import { programEndedError, programEndedText } from '../../diagnose/program-errors'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import { isNamedWatcher } from './find-ended-programs'
import { printFinding } from './print-finding'
import type { SpawnedCommand } from './spawned-command'
import { failedAfterMs, lastLines } from './watch-programs'
import type { TreeLook } from './watch-tree'

/** Django's reloader runs the app in this thread. Its failure is printed by Python (threading.excepthook), and the process waits for a save. */
const failedThread = /^Exception in thread (django-main-thread)\b/m

/**
 * Makes a function that judges each look at a command that is not ready: it names the failure of an app in a thread of its reloader, and returns the
 * error once nothing starts it again.
 */
export function watchThreads(command: SpawnedCommand): (look: TreeLook) => PortsideError | undefined {
  const { spec, child, context } = command
  let known: ReadonlySet<number> = new Set()
  let beganAtMs = command.startedAtMs
  let lookedAtMs = command.startedAtMs
  let isNamed = false
  return ({ processes, listeners, quietMs }) => {
    const live = processes.filter(({ state }) => state !== 'Z')
    // The output of a program that was ended by its watcher says nothing of the one that came after the last look.
    if (live.some(({ pid }) => !known.has(pid))) [beganAtMs, isNamed] = [lookedAtMs, false]
    known = new Set(live.map(({ pid }) => pid))
    lookedAtMs = Date.now()
    const watcher = live.find((entry) => isNamedWatcher(entry.command))
    const output = maskOutput(child.output.text(beganAtMs), spec.redact)
    const [, thread] = failedThread.exec(output) ?? []
    if (watcher === undefined || thread === undefined || listeners.length > 0) return undefined
    const failed = { service: context.name, watcher: maskSecrets(watcher.command, spec.redact), thread, output }
    if (!isNamed) printFinding(command, 'PORTSIDE_PROGRAM_ENDED', `${programEndedText(failed)}:\n${lastLines(output)}`)
    isNamed = true
    return quietMs >= failedAfterMs ? programEndedError({ ...failed, exits: 0, quietMs }) : undefined
  }
}
