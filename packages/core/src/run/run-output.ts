import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openOutputFile, type OutputSink } from '@portside/process'
import { outputFolder } from './environment'
import type { RunDirectory } from './run-directory'

/** What the services of a run have written, in files. */
export interface RunOutput {
  /** Opens the file of a service, which goes on where an earlier start of that service has ended. */
  readonly open: (service: string) => OutputSink
  /** The folder in which files stay after the run; `undefined` where there are none. */
  readonly keptIn: () => string | undefined
}

/** The folder that the files are in, for as long as one is open. */
interface Folder {
  readonly path: string
  readonly release: () => void
}

const nowhere: OutputSink = { write: () => undefined, close: () => undefined }

/**
 * The files are in the run's private folder, and go with it; where `PORTSIDE_OUTPUT` names a folder, they are kept in a folder of the
 * run in that. Where none can be written, services start all the same, and one warning says so.
 */
export function createRunOutput(runId: string, directory: RunDirectory): RunOutput {
  const openNames = new Set<string>()
  const keptFolder = keptFolderOf(runId)
  let hasFailed = false
  let hasOpened = false
  return {
    open: (service) => (hasFailed ? nowhere : openOrWarn(service)),
    keptIn: () => (hasOpened ? keptFolder : undefined),
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

/** Its name sorts by time; a folder that several runs share, as those of a runner's workers, has one of each. */
function keptFolderOf(runId: string): string | undefined {
  const folder = outputFolder()
  if (folder === undefined || folder === '') return undefined
  const time = new Date().toISOString().replace(/\..*/, '').replaceAll(':', '-')
  return join(resolve(folder), `${time}-${runId.slice(0, 8)}`)
}

/** Several instances of a service run at once where its scope is a worker or a test. */
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
  process.emitWarning(`The output of services is not kept in files: ${String(error)}${hint}`, {
    code: 'PORTSIDE_OUTPUT',
  })
}
