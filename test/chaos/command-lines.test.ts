import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commands } from '../../packages/portside/src/cli/main'
import type { Command } from '../../packages/portside/src/cli/terminal/command'
import { repositoryRoot } from '../support/repository-root'
import { noOwnNetwork, runInNamespace, skipNote } from './support/namespace'
import { type Random, useRandom } from './support/random'
import { isFull } from './support/settings'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const rounds = isFull ? 2000 : 90

const words = ['', '-', '--', '---', '=', '0', '-1', 'NaN', 'x', '99999', '3000', 'localhost:1', 'http://', 'http://127.0.0.1:1/', '💥', 'a b', '/', '.', 'null'] // prettier-ignore
const times = ['0', '10', '300ms', 'abc', '-1', 'NaN', '', '1x']
const options = Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, optionsOf(command)]))

function optionsOf({ options: known }: Command): readonly string[] {
  const shorts = Object.values(known).flatMap(({ short }) => (short === undefined ? [] : `-${short}`))
  return Object.keys(known)
    .map((name) => `--${name}`)
    .concat(shorts)
}

interface Ended {
  readonly args: readonly string[]
  readonly code: number | null
  readonly errors: string
}

test.skipIf(noOwnNetwork !== undefined)(
  `${rounds} odd command lines end in time, with a meaning in their exit code and no internal message${skipNote(noOwnNetwork)}`,
  async () => {
    const random = useRandom()
    const folder = await mkdtemp(join(tmpdir(), 'portside-lines-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const list = join(folder, 'lines.json')
    const lines = Array.from({ length: rounds - 1 }, (_, round) => oddLine(random, round + 1))
    await writeFile(list, JSON.stringify([rightLine, ...lines]))
    const env = { HOME: folder, XDG_STATE_HOME: folder }
    const program = runInNamespace('run-command-lines.mjs', [cli, list], { hasOwnNetwork: true, cwd: folder, env })
    const { output, code } = await program.ended
    expect(code, output).toBe(0)
    const all = output.trim().split('\n').map((line) => JSON.parse(line) as Ended) // prettier-ignore
    expect(all).toHaveLength(rounds)
    expect(all.filter(isWrong)).toEqual([])
    const made = await readdir(folder)
    // A right line starts something, or this would prove nothing.
    expect(made).toContain('service-0')
    const refused = all.filter(({ code }) => code === 2 || code === 126 || code === 127)
    expect(refused.filter(({ args }) => marksOf(args).some((mark) => made.includes(mark)))).toEqual([])
  },
)

/** The files that the service and the command of a line make when they are started. */
function marksOf(args: readonly string[]): readonly string[] {
  return args.flatMap((word) => /\b(?:service|command)-\d+$/.exec(word) ?? [])
}

const rightLine = ['run', '-s', 'touch service-0', '--', 'touch', 'command-0']

function oddLine(random: Random, round: number): string[] {
  const name = random.pick(Object.keys(options))
  const args = Array.from({ length: random.pick([0, 0, 1, 2, 3, 4]) }, () => oddWord(random, options[name] ?? []))
  // It comes first: after `--` it would be something else to wait for.
  if (name === 'wait') args.unshift('-t', random.pick(times))
  if (name === 'run') {
    if (random.next() < 0.7) args.unshift('-s', `touch service-${round}`)
    const command = random.pick([['true'], ['node'], ['missing-program'], [''], ['touch', `command-${round}`]])
    args.push('--timeout', random.pick(times), '--', ...command)
  }
  // Now and then the name of the command, or of an option, is a letter off.
  return [random.next() < 0.05 ? `${name}n` : name, ...args]
}

function oddWord({ next, pick }: Random, known: readonly string[]): string {
  if (next() < 0.5) return pick(words)
  const option = pick(known)
  if (next() < 0.1) return `${option}x`
  return next() < 0.3 ? `${option}=${pick(words)}` : option
}

/** 126, 127 and 0 are those of a command that was run. */
function isWrong({ args, code, errors }: Ended): boolean {
  // Node.js looks at this option, too, and ends before the program begins.
  const isByNode =
    code === 9 && args.some((word) => word.startsWith('--env-file')) && /^\S*node: .*: not found\n$/.test(errors)
  if (isByNode) return false
  return ![0, 1, 2, 126, 127].includes(code ?? -1) || isInternal.test(errors)
}

const isInternal =
  /Cannot (read|convert|destructure|access)|is not (a function|iterable|defined|a constructor)|node:internal|\bERR_|^\s+at .*dist|Invalid (URL|regular)|UnhandledPromise/m
