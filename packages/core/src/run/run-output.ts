import { printWarning } from '@portside/internal'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openOutputFile, type OutputSink } from '@portside/process'
import { outputFolder } from './environment'
import type { RunDirectory } from './run-directory'

/** The output of a run's services, in files. */
export interface RunOutput {
  /** Opens the file of a service, and appends to the output of its earlier starts. */
  readonly open: (service: string) => OutputSink
  /** The folder in which files stay after the run; `undefined` if there are none. */
  readonly keptIn: () => string | undefined
  /** The folder for kept files, whether there are any or not; `undefined` unless `PORTSIDE_OUTPUT` names one. */
  readonly keptFolder: string | undefined
  /** The kept files of a service: one, unless several instances of it have run at once. */
  readonly keptFiles: (service: string) => readonly string[]
}

/** The folder of the files, while one of them is open. */
interface Folder {
  readonly path: string
  readonly release: () => void
}

const nowhere: OutputSink = { write: () => undefined, close: () => undefined }

/**
 * Makes the output files of a run. They are in the run's private folder and are removed with it; if `PORTSIDE_OUTPUT` names a folder, they are kept
 * in a folder of the run inside it. If none can be written, services start all the same, and one warning reports it.
 */
export function createRunOutput(runId: string, directory: RunDirectory): RunOutput {
  const openNames = new Set<string>()
  const services = new Map<string, string>()
  const keptFolder = keptFolderOf(runId)
  let hasFailed = false
  let hasOpened = false
  return {
    open: (service) => (hasFailed ? nowhere : openOrWarn(service)),
    keptFolder,
    keptIn: () => (hasOpened ? keptFolder : undefined),
    keptFiles: (service) => [...services].flatMap(([name, of]) => (of === service ? keptFile(name) : [])),
  }

  function keptFile(name: string): string[] {
    return keptFolder === undefined ? [] : [join(keptFolder, `${name}.log`)]
  }

  function openOrWarn(service: string): OutputSink {
    try {
      return openFile(service)
    } catch (error) {
      fail(error)
      return nowhere
    }
  }

  function fail(error: unknown): void {
    if (!hasFailed) warn(error, keptFolder !== undefined)
    hasFailed = true
  }

  function openFile(service: string): OutputSink {
    const folder = openFolder()
    try {
      const name = freeName(service, openNames)
      const file = openOutputFile(join(folder.path, `${name}.log`), fail)
      openNames.add(name)
      services.set(name, service)
      hasOpened = true
      const close = (): void => {
        file.close()
        openNames.delete(name)
        folder.release()
      }
      return { write: file.write, close: once(close) }
    } catch (error) {
      folder.release()
      throw error
    }
  }

  function openFolder(): Folder {
    if (keptFolder === undefined) return directory.hold()
    mkdirSync(keptFolder, { recursive: true, mode: 0o700 })
    return { path: keptFolder, release: () => undefined }
  }
}

/** Returns the folder for kept files. Its name sorts by time; several runs, such as those of a runner's workers, have one each in the same parent. */
function keptFolderOf(runId: string): string | undefined {
  const folder = outputFolder()
  if (folder === undefined || folder === '') return undefined
  const time = new Date().toISOString().replace(/\..*/, '').replaceAll(':', '-')
  return join(resolve(folder), `${time}-${runId.slice(0, 8)}`)
}

/** Returns an unused name: several instances of a service run at once if its scope is a worker or a test. */
function freeName(service: string, taken: ReadonlySet<string>): string {
  const name = service.replaceAll(/[^\w.-]/g, '_')
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!taken.has(candidate)) return candidate
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}

function warn(error: unknown, isAsked: boolean): void {
  const hint = isAsked ? '. Set `PORTSIDE_OUTPUT` (`--output` of `portside run`) to a folder that can be written' : ''
  printWarning('PORTSIDE_OUTPUT', `The output of services is not kept in files: ${String(error)}${hint}`)
}
