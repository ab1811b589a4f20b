import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { clearTimeout, setTimeout } from 'node:timers'
import type { ProbeRun, ProbeAttempt, ProbeTarget } from '../probe'
import { withinLimit } from '../wait/attempt-limit'

type Failure = Omit<ProbeAttempt, 'probe'>

const keptBytes = 64 * 1024
const pipesMs = 50

/** Runs `command` once; processes that it leaves running are killed. */
export async function runCommand(
  command: string | readonly string[],
  target: ProbeTarget,
  run: ProbeRun,
  limitMs: number,
): Promise<Failure | undefined> {
  return withinLimit(run.signal, limitMs, (signal) => outcomeOf(start(command, target), signal, limitMs))
}

function start(command: string | readonly string[], { cwd, env }: ProbeTarget): ChildProcess {
  const options: SpawnOptions = {
    cwd,
    env: { ...env },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  }
  if (typeof command === 'string') return spawn(command, { ...options, shell: true })
  const [file = '', ...args] = command
  return spawn(file, args, options)
}

function outcomeOf(child: ChildProcess, signal: AbortSignal, limitMs: number): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const output = keepOutput(child)
    const settle = (failure?: Failure): void => {
      signal.removeEventListener('abort', onAbort)
      closePipes(child)
      resolve(failure)
    }
    const onAbort = (): void => {
      killGroup(child)
      settle({ outcome: 'silent', detail: `did not end within ${Math.round(limitMs)} ms`, body: output() })
    }
    signal.addEventListener('abort', onAbort)
    child.once('error', (error) => settle({ outcome: 'failed', detail: error.message, cause: error }))
    child.once('exit', (code, killedBy) => {
      // Processes that the command left running would hold its pipes. It is a check, so all of them are killed.
      killGroup(child)
      if (code === 0) return settle()
      const detail = code === null ? `ended by ${killedBy}` : `ended with ${code}`
      afterOutput(child, () => settle({ outcome: 'answered', detail, body: output() }))
    })
  })
}

/** Calls `done` when all output has been read, or a moment later: a process that left the group may hold the pipes. */
function afterOutput(child: ChildProcess, done: () => void): void {
  const timer = setTimeout(done, pipesMs)
  child.once('close', () => {
    clearTimeout(timer)
    done()
  })
}

function keepOutput(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: string): void => void (text = (text + chunk).slice(-keptBytes))
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  return () => text
}

function closePipes({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
}

/**
 * Kills a command and the processes that it started: its process group on POSIX systems, only itself on Windows (which has no groups; untested
 * there).
 */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return void child.kill('SIGKILL')
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: everything has ended.
  }
}
