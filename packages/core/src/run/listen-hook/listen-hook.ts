import { randomBytes } from 'node:crypto'
import { type ListenReports, createChildReports, type ListenReport, parseListenReport } from './listen-reports'
import { type HookFolder, openHookFolder } from './hook-folder'
import { type ListenSteering, hookVariables } from './hook-loading'
import type { RunDirectory } from '../run-directory'

/** By which Node children tell at which moment they listen. */
export interface ListenHook {
  /** Takes in one child that is about to be spawned; `undefined` where there can be no listen hook. */
  readonly attach: (steering?: ListenSteering) => HookedChild | undefined
}

/** One child's place at the listen hook. */
export interface HookedChild extends ListenReports {
  /** The file that its Node processes load, which the error names when that fails. */
  readonly script: string
  /** The variables by which they load it, given those that they get otherwise. */
  readonly variables: (environment: Readonly<Record<string, string>>) => Record<string, string>
  /** Gives it up, once the child has ended. */
  readonly detach: () => void
}

/** The listen hook of a run: its folder is there while a child has joined. One that cannot be made does without, since probes find out as well. */
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
      // A system error is a full disk or the like; this one is that another user could have Node programs run what is not ours.
      if (error instanceof TypeError && !hasWarned) warnOfNone(error)
      hasWarned ||= error instanceof TypeError
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

function warnOfNone({ message }: TypeError): void {
  process.emitWarning(`Node.js services start without the listen hook: ${message}`, { code: 'PORTSIDE_TMPDIR' })
}
