import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { ChildHandle } from './child-handle'
import { guardDirectory } from './guard-directory'
import type { LedgerRun, LedgerService } from './ledger-run'
import { identify } from './process-identity'
import { systemIdentity } from './system-identity'

/** What a run says of itself. */
export interface RunFacts extends Pick<LedgerRun, 'runId' | 'project'> {
  /** What has to be removed after the run. @default [] */
  readonly directories?: readonly string[] | undefined
}

/** What is written of a child besides what its handle knows. */
export type ServiceFacts = Pick<LedgerService, 'service' | 'command' | 'port' | 'stopSignal' | 'stopTimeoutMs'>

/** The file of one run, for as long as that lasts. */
export interface Ledger {
  /** Writes a child down, or what has changed about it. */
  record(child: Pick<ChildHandle, 'pid' | 'startTime' | 'cookie' | 'noted'>, facts: ServiceFacts): void
  /** Crosses a child out, once it has been stopped. */
  forget(child: Pick<ChildHandle, 'cookie'>): void
  /** Removes the file. The warden does it when the runner is killed. */
  close(): void
}

/**
 * Begins the file of a run in `directory`, which is created for its user only. Every change writes a new file and
 * renames it over the last, so that a reader never sees half of one.
 *
 * @throws TypeError when the run id is not a plain word: it becomes a part of a file name.
 */
export function openLedger(directory: string, { runId, project, directories = [] }: RunFacts): Ledger {
  if (!/^[\w-]+$/.test(runId)) throw invalidArgument('runId', 'letters, digits, `-` and `_`', runId)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
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
    writeFileSync(next, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(next, file)
  }
  write()
  return {
    record: ({ pid, startTime, cookie, noted }, facts) => {
      const startedAt = services.get(cookie)?.startedAt ?? new Date().toISOString()
      services.set(cookie, { ...facts, startedAt, leader: { pid, startTime }, cookie, noted: noted() })
      write()
    },
    forget: ({ cookie }) => {
      if (services.delete(cookie)) write()
    },
    close: () => {
      rmSync(file, { force: true })
      for (const unguard of guards) unguard()
    },
  }
}
