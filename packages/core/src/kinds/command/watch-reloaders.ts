import { stripVTControlCharacters } from 'node:util'
import type { PortsideError } from '@portside/errors'
import { programEndedError, programEndedText } from '../../diagnose/program-errors'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import { printFinding } from './print-finding'
import type { SpawnedCommand } from './spawned-command'
import { failedAfterMs, lastLines } from './watch-programs'
import type { TreeLook } from './watch-tree'

/** A reloader that runs the app in its own process, which lives on when the app has failed. */
interface Reloader {
  readonly command: RegExp
  /** Its output once the app has failed, and before another try. */
  readonly failure: RegExp
  /** The quiet after which no other try is expected, in milliseconds. */
  readonly failedAfterMs: number
}

const reloaders: readonly Reloader[] = [
  // Django runs the app in a thread, whose failure Python prints: threading.excepthook.
  { command: /\brunserver\b/, failure: /^Exception in thread django-main-thread\b/m, failedAfterMs },
  {
    command: /\bdeno\b.*\s--watch/,
    failure: /^Watcher Process failed\. Restarting on file change(?!.*File change detected)/ms,
    failedAfterMs,
  },
  // An error that the app only logs looks the same.
  {
    command: /\bbun(?:\.exe)?\b.*\s--(?:watch|hot)\b/,
    failure: /^ *\d+ \| .*\n *\^\n\w*error: /im,
    failedAfterMs: 2 * failedAfterMs,
  },
]

/**
 * Makes a function that judges each look at a command that is not ready: it names the failure of an app inside of a live reloader, and returns the error
 * once nothing tries again.
 */
export function watchReloaders(command: SpawnedCommand): (look: TreeLook) => PortsideError | undefined {
  const { spec, child, context } = command
  let known: ReadonlySet<number> = new Set()
  let beganAtMs = command.startedAtMs
  let lookedAtMs = command.startedAtMs
  let isNamed = false
  return ({ processes, listeners, quietMs }) => {
    const live = processes.filter(({ state }) => state !== 'Z')
    // The output of a process that was replaced says nothing of the one that came after the last look.
    if (live.some(({ pid }) => !known.has(pid))) [beganAtMs, isNamed] = [lookedAtMs, false]
    known = new Set(live.map(({ pid }) => pid))
    lookedAtMs = Date.now()
    if (listeners.length > 0) return undefined
    const reloader = reloaders.find(({ command: pattern }) => live.some((entry) => pattern.test(entry.command)))
    const process = live.find((entry) => reloader?.command.test(entry.command))
    if (reloader === undefined || process === undefined) return undefined
    const output = stripVTControlCharacters(child.output.text(beganAtMs))
    if (!reloader.failure.test(output)) return undefined
    const watcher = maskSecrets(process.command, spec.redact)
    const failed = { service: context.name, watcher, isInside: true, output: maskOutput(output, spec.redact) }
    if (!isNamed) printFinding(command, 'PORTSIDE_PROGRAM_ENDED', `${programEndedText(failed)}:\n${lastLines(output)}`)
    isNamed = true
    return quietMs >= reloader.failedAfterMs ? programEndedError({ ...failed, exits: 0, quietMs }) : undefined
  }
}
