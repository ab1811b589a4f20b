import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { identify } from '../table/process-identity'
import { folderFault, inspectLedger, type ListedRun } from './read-ledger'
import { removeRunFolder } from './run-folder'
import { setAside } from './set-aside'
import { stopListed } from './listed-service'
import type { StopReport } from '../child/child-handle'
import { isThisSystem } from './system-identity'

/** A file is complete within milliseconds. */
const longUnfinishedMs = 3_600_000

/** The options of {@link cleanLedger}. */
export interface CleanOptions {
  /** True if it does not keep this process alive. @default false */
  readonly isInBackground?: boolean
  /** Called with each run that may have left something, before that is ended. */
  readonly onEnding?: (run: ListedRun) => void
}

const rules: OptionRules<CleanOptions> = { isInBackground: optionRules.flag, onEnding: optionRules.function }

/**
 * Ends what dead runs have left behind, removes their directories, and deletes them from the ledger. Several processes may do this at once: a process
 * claims a run by renaming its file. A file that is not trusted is moved into the folder `set-aside`; nothing that it names is ended or removed.
 *
 * @throws TypeError when an option is wrong; PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function cleanLedger(directory: string, options: CleanOptions = {}): Promise<readonly StopReport[]> {
  checkOptions('cleanLedger()', options, rules)
  if (folderFault(directory) !== undefined) return []
  const { runs, distrusted } = inspectLedger(directory)
  for (const file of distrusted) if (!file.isSetAside) setAside(file)
  const claimed = runs.filter((run) => run.state === 'stale' && !isBeingCleaned(run)).flatMap(claim)
  removeUnfinished(directory)
  return (await Promise.all(claimed.map((run) => cleanRun(run, options)))).flat()
}

/** A cleaner that was killed leaves its claim behind; the next one claims it. */
function isBeingCleaned({ file }: ListedRun): boolean {
  const [, cleaner] = /\.by-(\d+)\.json$/.exec(file) ?? []
  return cleaner !== undefined && identify(Number(cleaner)) !== undefined
}

/** The claim still ends with `.json`, so that it is found again. */
function claim(run: ListedRun): readonly ListedRun[] {
  const file = run.file.replace(/(?:\.by-\d+)?\.json$/, `.by-${process.pid}.json`)
  try {
    renameSync(run.file, file)
    // The unfinished file of a runner that was killed while it wrote.
    removeFile(`${run.file}.new`)
    return [{ ...run, file }]
  } catch {
    return []
  }
}

/** Removes the files of runners that were killed while they wrote. */
function removeUnfinished(directory: string): void {
  for (const name of readNames(directory).filter((each) => each.endsWith('.json.new'))) {
    const file = join(directory, name)
    const writtenMs = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (writtenMs < Date.now() - longUnfinishedMs) removeFile(file)
  }
}

function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

async function cleanRun(run: ListedRun, options: CleanOptions): Promise<readonly StopReport[]> {
  // If the system does not report its boot, a process id in a file is not enough to end a process.
  const services = isThisSystem(run.system) ? run.services : []
  if (services.length > 0) options.onEnding?.(run)
  const reports = await Promise.all(services.map((service) => stopListed(service, run, options)))
  for (const directory of run.directories) removeRunFolder(directory)
  removeFile(run.file)
  return reports
}

/** A folder there does not belong to the ledger. */
function removeFile(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // It stays.
  }
}
