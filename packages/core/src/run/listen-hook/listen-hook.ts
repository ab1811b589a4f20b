import { printWarning } from '@portside/internal'
import { randomBytes } from 'node:crypto'
import { isPortsideError } from '@portside/errors'
import { type ListenReports, createChildReports, type ListenReport, parseListenReport } from './listen-reports'
import { type HookFolder, openHookFolder } from './hook-folder'
import { type ListenSteering, hookVariables } from './hook-loading'
import type { RunDirectory } from '../run-directory'

/** Makes Node children report when they listen. */
export interface ListenHook {
  /** Attaches the hook to a child that is about to be spawned; returns `undefined` if there can be no listen hook. */
  readonly attach: (steering?: ListenSteering) => HookedChild | undefined
}

/** A child with the listen hook. */
export interface HookedChild extends ListenReports {
  /** The file that its Node processes load. The error of Node names it if that fails. */
  readonly script: string
  /** Returns the variables by which they load it, given the rest of their environment. */
  readonly variables: (environment: Readonly<Record<string, string>>) => Record<string, string>
  /** Detaches the hook, once the child has exited. */
  readonly detach: () => void
}

/**
 * Makes the listen hook of a run. Its folder exists while a child is attached. If it cannot be made, services start without it, since probes find out
 * as well.
 */
export function createListenHook(runId: string, directory: RunDirectory): ListenHook {
  const children = new Map<string, (report: ListenReport) => void>()
  let folder: HookFolder | undefined
  let hasWarned = false
  return { attach }

  function attach(steering: ListenSteering = {}): HookedChild | undefined {
    try {
      if (folder?.isWhole() === false) close()
      const { script } = (folder ??= openHookFolder(runId, directory, deliver))
      const child = randomBytes(8).toString('hex')
      const { reports, take } = createChildReports()
      children.set(child, take)
      const variables = (environment: Readonly<Record<string, string>>) =>
        hookVariables(environment, script, { child, ...steering })
      return { ...reports, script, variables, detach: () => detach(child) }
    } catch (error) {
      // A system error is a full disk or the like; a `TypeError` means that another user could make Node programs run foreign code.
      if (isExpected(error) && !hasWarned) warnOfNone(error)
      hasWarned ||= isExpected(error)
      return undefined
    }
  }

  function deliver(line: string): void {
    const report = parseListenReport(line)
    if (report !== undefined) children.get(report.child)?.(report)
  }

  function detach(child: string): void {
    children.delete(child)
    if (children.size === 0) close()
  }

  function close(): void {
    folder?.close()
    folder = undefined
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof TypeError || isPortsideError(error)
}

function warnOfNone({ message }: Error): void {
  printWarning('PORTSIDE_TMPDIR', `Node.js services start without the listen hook: ${message}`)
}
