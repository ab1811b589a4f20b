import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout } from 'node:timers'

const patienceMs = 120_000

/** A program that a test runs. */
export interface RunningProgram {
  readonly child: ChildProcess
  /** All that it has written, to both streams. */
  readonly output: () => string
  /** Resolves when the output has a match; rejects with the output when it ends, or in two minutes. */
  readonly outputMatching: (pattern: RegExp) => Promise<RegExpExecArray>
  /** Resolves when it has ended and its output was read. */
  readonly ended: Promise<{
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
    readonly output: string
  }>
}

/** The folder and the variables that a program runs with. */
export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether something will be written to its standard input. @default false */
  readonly hasInput?: boolean
}

/** Runs a program without what the test runner put into its own environment, in a process group of its own. */
export function runProgram(
  [file = '', ...args]: readonly string[],
  { cwd, env, hasInput = false }: ProgramOptions = {},
): RunningProgram {
  const child = spawn(file, args, {
    cwd,
    env: { ...outerEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  if (!hasInput) child.stdin.end()
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<Awaited<RunningProgram['ended']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, output: text }))
  })
  return { child, output: () => text, ended, outputMatching }

  async function outputMatching(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text)
        if (match !== null) resolve(match)
      }
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`It ended and never wrote ${String(pattern)}:\n${text}`)))
      setTimeout(
        () => reject(new Error(`It did not write ${String(pattern)} in two minutes:\n${text}`)),
        patienceMs,
      ).unref()
    })
  }
}

function outerEnvironment(): NodeJS.ProcessEnv {
  const isOwn = (name: string) => /^(VITEST|BASE_URL$|MODE$|DEV$|PROD$|SSR$|TEST$|NODE_ENV$|npm_|PORTSIDE_)/.test(name)
  return Object.fromEntries(Object.entries({ ...process.env, NO_COLOR: '1' }).filter(([name]) => !isOwn(name)))
}
