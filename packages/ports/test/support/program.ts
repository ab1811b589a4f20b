import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect } from 'vitest'

/** A child process of a test: its lines as they come, and its end. */
export interface Program {
  readonly child: ChildProcess
  readonly pid: number
  /** The next line that it prints. */
  line(): Promise<string>
  /** Its exit code or signal, when it has ended. */
  readonly ended: Promise<number | string>
}

const running = new Set<Program>()

afterEach(async () => {
  const left = [...running].map((program) => program.pid)
  for (const program of running) program.child.kill('SIGKILL')
  await Promise.all([...running].map((program) => program.ended))
  expect(left, 'processes that the test left').toEqual([])
})

/** Starts a program of `test/programs` with the package's built file and `args`. */
export function runProgram(name: string, ...args: string[]): Program {
  return startProgram([process.execPath, join(import.meta.dirname, '../programs', name), ...args])
}

/** Starts any program; `stdio` replaces the usual pipes. */
export function startProgram([file = '', ...args]: readonly string[], extra: readonly number[] = []): Program {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit', ...extra] })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done === true) throw new Error(`${file} ${args.join(' ')} ended before it printed a line`)
    return next.value
  }
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(program)
    return (code ?? signal) as number | string
  })
  const program = { child, pid: child.pid ?? 0, line, ended }
  running.add(program)
  return program
}

/** Ends a program by `signal` and waits until it is gone. */
export async function endProgram(program: Program, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  program.child.kill(signal)
  await program.ended
}
