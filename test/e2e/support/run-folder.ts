import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { processesWith } from '../../support/leftovers'
import { repositoryRoot } from '../../support/repository-root'
import { type ProgramOptions, runProgram, type RunningProgram } from '../../support/run-program'
import { serverPath } from '../../support/server-path'

const dist = join(repositoryRoot, 'packages/portside/dist')

/** The program `portside`. */
export const cliPath = join(dist, 'cli.js')

/** The names of portside, for import from a file that is in no project. */
export const portsideModule = JSON.stringify(join(dist, 'index.js'))

/** Keeps a script from ending. */
export const stay = 'setInterval(() => {}, 1000)'

/** The signals that ask a program to end. */
export const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long a stop waits before it kills: what ends sooner did not wait. */
export const stopTimeoutMs = 5000

/** An empty folder in which `portside run` is called, and a mark for the processes that come of it. */
export interface RunFolder {
  readonly path: string
  readonly mark: string
  /** Runs a program in the folder. */
  readonly run: (argv: readonly string[], options?: ProgramOptions) => RunningProgram
  /** Runs `portside run`. */
  readonly portside: (...args: readonly string[]) => RunningProgram
  /** Writes a services file, in which `text` defines `services` from the fourth line on. */
  readonly writeServices: (text: string) => Promise<void>
  /** Runs `portside run` with the services of a file, which `text` defines as `services`, and a command that does nothing. */
  readonly portsideWith: (text: string) => Promise<RunningProgram>
  /** A command line of a Node script, which has the mark as its argument and writes files into the folder. */
  readonly script: (name: string, text: string) => Promise<string>
  /** A server that ends half a second after it was asked to; it writes `asked`, and then `ended`. */
  readonly slowServer: () => Promise<string>
  /** A server that nothing but SIGKILL ends. */
  readonly stubbornServer: () => string
  /** Waits until a file has been written. */
  readonly isThere: (name: string) => Promise<void>
  /** Removes the folder, after proving that no marked process is left. */
  readonly remove: () => Promise<void>
}

/** Makes an empty folder. */
export async function createRunFolder(): Promise<RunFolder> {
  const mark = randomUUID()
  const path = await mkdtemp(join(tmpdir(), 'portside-test-'))
  const run: RunFolder['run'] = (argv, options = {}) => runProgram(argv, { ...options, cwd: path })
  const portside: RunFolder['portside'] = (...args) => run([process.execPath, cliPath, 'run', ...args])
  const script: RunFolder['script'] = async (name, text) => {
    await writeFile(join(path, `${name}.cjs`), `const { writeFileSync } = require('node:fs');${text}`)
    return `node ${name}.cjs ${mark}`
  }
  const writeServices: RunFolder['writeServices'] = (text) => writeFile(join(path, 'services.mjs'), servicesText(text))
  return {
    path,
    mark,
    run,
    portside,
    writeServices,
    portsideWith: async (text) => {
      await writeServices(text)
      return portside('--', 'true')
    },
    script,
    slowServer: () => script('slow', slowText),
    stubbornServer: () => `node ${serverPath('stubborn.mjs')} ${mark}`,
    isThere: (name) => expect.poll(() => existsSync(join(path, name)), { timeout: 10_000 }).toBe(true),
    remove: async () => {
      expect(processesWith(mark)).toEqual([])
      await rm(path, { recursive: true })
    },
  }
}

const servicesText = (text: string) => `
  import { command, defineService, defineServices, task } from ${portsideModule}
  import { writeFileSync } from 'node:fs'
  ${text}
  export default defineServices(services)`

const slowText = `
  process.on('SIGTERM', () => {
    writeFileSync('asked', '')
    setTimeout(() => { writeFileSync('ended', ''); process.exit() }, 500)
  })
  require('node:http').createServer().listen(process.env.PORT, process.env.HOST)`

/** A script that says something, and that no signal but SIGKILL ends. */
export function ignoringScript(words: string): string {
  const names = endSignals.map((signal) => `'${signal}'`).join()
  return `for (const signal of [${names}]) process.on(signal, () => {}); console.log('${words}'); ${stay}`
}

/** The exit code of what a signal has ended, as shells have it. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
