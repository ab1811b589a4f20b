import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Project } from '../../../support/create-project'
import { runProgram, type RunningProgram } from '../../../support/run-program'
import { type Ending, type EndingSignal, isBeforeTests, signalOf } from './endings'
import { endMarked, endProcess, isNothing, type Left, lookForLeft, type ServiceFacts, type Trace } from './left'
import { argvOf, type Runner } from './runners'

const patienceMs = 60_000
const graceMs = 10_000
const intervalMs = 10
// portside takes what comes within 200 ms for one Ctrl-C.
const repeatMs = 250

type Services = Readonly<Record<string, ServiceFacts>>

/** One run of the matrix, and what was left of it. */
export interface CellResult {
  readonly services: Services
  /** The services as another worker saw them after the first was killed. */
  readonly again: Services | undefined
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether a test had its services and was run. */
  readonly hasRun: boolean
  /** Whether the run ended by itself, and was not ended by the cell after a minute. */
  readonly hasEnded: boolean
  /** The processes and ports while the run went on, if it was ended by a signal. */
  readonly before: Left | undefined
  /** The leftovers after ten seconds of grace. */
  readonly left: Left
  /** From the end of the runner's main process until nothing was left. */
  readonly elapsedMs: number
  /** For how much of that somebody waited for a processor: a machine that is busy takes longer (PSI, `/proc/pressure/cpu`). */
  readonly stalledMs: number
  readonly output: string
}

/** Runs tests in a runner up to one ending, watches what is left, and removes it. */
export async function runCell(project: Project, runner: Runner, ending: Ending): Promise<CellResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cell-'))
  for (const name of ['tmp', 'state', 'cache']) mkdirSync(join(folder, name))
  const mark = randomUUID()
  const run = runProgram(argvOf(runner, ending, project), {
    cwd: join(project.directory, runner.folder),
    env: {
      MARK: mark,
      ENDING: ending,
      CELL: folder,
      PATH: [process.env['PATH'], join(folder, 'bin')].join(delimiter),
      TMPDIR: join(folder, 'tmp'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  })
  try {
    return await watchRun(run, { ending, mark: `MARK=${mark}`, folder })
  } finally {
    // A worker that the runner left behind holds its output open.
    endProcess(-Number(run.child.pid))
    endMarked(`MARK=${mark}`)
    await run.ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function watchRun(
  run: RunningProgram,
  { ending, mark, folder }: { ending: Ending; mark: string; folder: string },
): Promise<CellResult> {
  const exited = once(run.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const isEarly = isBeforeTests(ending)
  const services = isEarly ? {} : await readWhenThere(run, join(folder, 'up.json'))
  const signal = signalOf(ending)
  if (isEarly && signal !== undefined) await waitFor(run, join(folder, 'begun'))
  const before = signal === undefined ? undefined : await lookForLeft({ mark, folder, services })
  const stopSending = send(signal, run)
  const hasEnded = await Promise.race([exited.then(() => true), sleep(patienceMs, false, { ref: false })])
  stopSending()
  if (!hasEnded) run.child.kill('SIGKILL')
  const [code, endSignal] = await exited
  const gone = await waitUntilGone({ mark, folder, services })
  const again = join(folder, 'again.json')
  return {
    services,
    again: existsSync(again) ? (JSON.parse(readFileSync(again, 'utf8')) as Services) : undefined,
    code,
    signal: endSignal,
    hasRun: existsSync(join(folder, 'up.json')),
    hasEnded,
    before,
    ...gone,
    output: run.output(),
  }
}

/** Sends the signal of an ending, until the function that it returns is called if it is one that comes again. */
function send(ending: EndingSignal | undefined, { child }: RunningProgram): () => void {
  if (ending === undefined) return () => undefined
  const { signal, isOfGroup, isRepeated } = ending
  const pid = Number(child.pid)
  const sendOnce = () => void process.kill(isOfGroup ? -pid : pid, signal)
  sendOnce()
  const timer = isRepeated ? setInterval(sendOnce, repeatMs) : undefined
  return () => clearInterval(timer)
}

async function readWhenThere(run: RunningProgram, file: string): Promise<Services> {
  await waitFor(run, file)
  return JSON.parse(readFileSync(file, 'utf8')) as Services
}

async function waitFor({ child, output }: RunningProgram, file: string): Promise<void> {
  const endMs = performance.now() + patienceMs
  while (!existsSync(file)) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > endMs) {
      throw new Error(`It has not reported its services:\n${output()}`)
    }
    await sleep(intervalMs)
  }
}

async function waitUntilGone(trace: Trace): Promise<Pick<CellResult, 'left' | 'elapsedMs' | 'stalledMs'>> {
  const startMs = performance.now()
  const stalledBeforeMs = stalledSinceBootMs()
  for (;;) {
    const left = await lookForLeft(trace)
    const elapsedMs = performance.now() - startMs
    if (isNothing(left) || elapsedMs > graceMs) {
      return { left, elapsedMs, stalledMs: stalledSinceBootMs() - stalledBeforeMs }
    }
    await sleep(intervalMs)
  }
}

function stalledSinceBootMs(): number {
  if (!existsSync('/proc/pressure/cpu')) return 0
  const [, total = '0'] = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8')) ?? []
  return Number(total) / 1000
}
