import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { answers } from '../../../support/leftovers'

/** The report of a run about one of its services. */
export interface ServiceFacts {
  readonly port: number
  /** The process that answers. */
  readonly pid: number
  /** The name of the warden in charge. */
  readonly warden: string
}

/** A run of the matrix, as far as it can be found again. */
export interface Trace {
  /** `NAME=value`, in the environment of everything that the run starts. */
  readonly mark: string
  /** The folder whose `tmp`, `state` and `cache` the run has for its own. */
  readonly folder: string
  readonly services: Readonly<Record<string, ServiceFacts>>
}

/** The leftovers of a run. */
export interface Left {
  /** Processes of services, each as the name of its program. */
  readonly services: readonly string[]
  /** Processes of portside itself, as their command lines. */
  readonly own: readonly string[]
  /** Services whose port still takes connections. */
  readonly ports: readonly string[]
  /** Files and folders of portside. */
  readonly files: readonly string[]
  /** The processes that the runner itself has left, such as a worker: neither portside's nor a service. */
  readonly runner: readonly string[]
}

/** Whether neither portside nor a service has left anything. */
export function isNothing({ services, own, ports, files }: Left): boolean {
  return services.length + own.length + ports.length + files.length === 0
}

/** Looks for everything that a run has left, at this moment (proc(5)). */
export async function lookForLeft({ mark, folder, services }: Trace): Promise<Left> {
  const processes = readProcesses()
  const marked = processes.filter(({ environment }) => environment.includes(mark))
  const open = Object.entries(services).map(async ([name, { port }]) => ((await answers(port)) ? [name] : []))
  return {
    services: marked.flatMap(({ program }) => program ?? []),
    own: processes.filter((process) => isWarden(process, folder)).map(({ argv }) => argv.slice(-2).join(' ')),
    ports: (await Promise.all(open)).flat(),
    files: filesIn(folder).filter((path) => /(^|\/)portside/.test(path) && path !== 'cache/portside/ports'),
    runner: marked.filter(({ program }) => program === undefined).map(({ argv }) => argv.join(' ')),
  }
}

/** Ends what a run that failed its test has left. */
export function endMarked(mark: string): void {
  for (const { pid, environment } of readProcesses()) if (environment.includes(mark)) endProcess(pid)
}

/** Kills a process, or a group by its negative number; one that has ended by now is fine. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

interface Process {
  readonly pid: number
  readonly argv: readonly string[]
  readonly environment: readonly string[]
  readonly program: string | undefined
}

function readProcesses(): readonly Process[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => {
    const environment = readWords(`/proc/${pid}/environ`)
    const program = environment.find((word) => word.startsWith('PROGRAM='))?.slice('PROGRAM='.length)
    return { pid: Number(pid), argv: readWords(`/proc/${pid}/cmdline`), environment, program }
  })
}

/** Empty where the process has ended or is another user's. */
function readWords(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\0').slice(0, -1)
  } catch {
    return []
  }
}

/** Of all that the run has in its environment, a warden keeps the search path only: each cell has its folder in there. */
function isWarden({ argv, environment }: Process, folder: string): boolean {
  const path = environment.find((word) => word.startsWith('PATH=')) ?? ''
  return argv.includes('portside-warden') && path.includes(folder)
}

/** All files in a folder, and the folders that are empty but for folders: those that hold a cache or a state may stay. */
function filesIn(folder: string): readonly string[] {
  const entries = ['tmp', 'state', 'cache'].flatMap((name) => entriesIn(join(folder, name)))
  return entries.map((path) => relative(folder, path))
}

function entriesIn(folder: string): readonly string[] {
  const isTemporary = folder.endsWith('tmp')
  return allIn(folder)
    .filter((entry) => isTemporary || !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Folders may go while they are read: then it is read once more. */
function allIn(folder: string): readonly Dirent[] {
  while (existsSync(folder)) {
    try {
      return readdirSync(folder, { withFileTypes: true, recursive: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return []
}
