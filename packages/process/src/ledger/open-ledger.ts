import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { ChildHandle } from '../child/child-handle'
import { guardDirectory } from '../warden/guard-directory'
import { ledgerFault } from './ledger-fault'
import type { LedgerRun, LedgerService, TrackedProcess, SystemIdentity } from './ledger-run'
import { identify, isSame, type ProcessIdentity } from '../table/process-identity'
import { readLinuxProcess } from '../table/linux-table'
import { folderFault } from './read-ledger'
import { isRunFolder } from './run-folder'
import { systemIdentity } from './system-identity'

/** The longest command line that is recorded, in characters. */
const maxCommand = 2000

/** The facts that a run records about itself. */
export interface RunFacts extends Pick<LedgerRun, 'runId' | 'project'> {
  /** The folders to remove after the run: folders below the temporary folder whose names end with `-<runId>`. @default [] */
  readonly directories?: readonly string[] | undefined
}

/** The facts recorded of a child besides those of its handle. */
export type ServiceFacts = Pick<LedgerService, 'service' | 'command' | 'port' | 'stopSignal' | 'stopTimeoutMs'>

/** The ledger file of one run, while the run lasts. */
export interface Ledger {
  /** Records a child, or what has changed about it. */
  record(child: Pick<ChildHandle, 'pid' | 'startTime' | 'cookie' | 'tracked'>, facts: ServiceFacts): void
  /** Deletes a child that has been stopped. */
  forget(child: Pick<ChildHandle, 'cookie'>): void
  /** Removes the file. The warden does this when the runner is killed. */
  close(): void
}

/**
 * Begins the file of a run in `directory`, which is created for this user only. Every change writes a new file and renames it over the last, so that
 * a reader never sees half of one.
 *
 * @throws TypeError when the run id is not a plain word of up to 100 characters (it becomes a part of a file name), when one of `directories` has not
 * the name of a folder of this run, or when other users can write to `directory`.
 */
export function openLedger(directory: string, { runId, project, directories = [] }: RunFacts): Ledger {
  if (!/^[\w-]{1,100}$/.test(runId)) throw invalidArgument('runId', 'up to 100 letters, digits, `-` and `_`', runId)
  const other = directories.find((path) => !isRunFolder(path, runId))
  if (other !== undefined)
    throw invalidArgument('directories', `paths below the temporary folder that end with -${runId}`, other)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const fault = folderFault(directory)
  if (fault !== undefined) throw invalidArgument('directory', `a folder of this user alone (it ${fault})`, directory)
  const file = resolve(join(directory, `${runId}.${process.pid}.json`))
  const next = `${file}.new`
  // The runner may be killed between the two steps of a write.
  const guards = [file, next].map(guardDirectory)
  const services = new Map<string, LedgerService>()
  const startedAt = new Date().toISOString()
  const runner = identify(process.pid) ?? { pid: process.pid, startTime: undefined }
  const system = systemIdentity()
  const write = (): void => {
    const run: LedgerRun = { runId, project, startedAt, runner, system, services: [...services.values()], directories }
    // If not even /proc can be read at the moment (without a free descriptor, for example), nobody could use the file.
    if (ledgerFault(run, basename(file)) !== undefined) return
    writeFileSync(next, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(next, file)
  }
  const close = (): void => {
    for (const path of [file, next]) rmSync(path, { force: true })
    for (const unguard of guards) unguard()
  }
  try {
    write()
  } catch (error) {
    // The disk may be full.
    close()
    throw error
  }
  return {
    record: ({ pid, startTime, cookie, tracked }, facts) => {
      const startedAt = services.get(cookie)?.startedAt ?? new Date().toISOString()
      const { command, ...others } = facts
      services.set(cookie, {
        ...others,
        command: command.slice(0, maxCommand),
        startedAt,
        leader: { pid, startTime },
        session: pid,
        cookie,
        tracked: tracked().flatMap((identity) => listTracked(identity, system)),
      })
      write()
    },
    forget: ({ cookie }) => {
      if (services.delete(cookie)) write()
    },
    close,
  }
}

/** Processes that have ended are left out. */
function listTracked(identity: ProcessIdentity, { pidNamespace }: SystemIdentity): readonly TrackedProcess[] {
  const { pid, startTime } = identity
  if (pidNamespace === '') return [{ pid, startTime }]
  const entry = readLinuxProcess(pid)
  return entry && isSame(entry, identity) ? [{ pid, startTime, session: entry.session }] : []
}
