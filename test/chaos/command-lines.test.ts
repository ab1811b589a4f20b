import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { noOwnNetwork, runInNamespace, skipNote } from './support/namespace'
import { type Random, useRandom } from './support/random'
import { isFull } from './support/settings'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const rounds = isFull ? 1500 : 90

const words = ['', '-', '--', '---', '=', '0', '-1', 'NaN', 'x', '99999', '3000', 'localhost:1', 'http://', 'http://127.0.0.1:1/', '💥', 'a b', '/', '.', 'null'] // prettier-ignore
const times = ['0', '10', '300ms', 'abc', '-1', 'NaN', '', '1x']
const options: Readonly<Record<string, readonly string[]>> = {
  run: [
    '-s',
    '--service',
    '--ready',
    '--port',
    '--protocol',
    '--timeout',
    '--services',
    '--show-output',
    '--output',
    '--json',
  ],
  wait: ['-d', '--delay', '-w', '--window', '-r', '-H', '--status-codes', '-c', '--config', '-l', '-v', '--json', '-i'],
  who: ['--json'],
  free: ['--json'],
  kill: ['-y', '--yes', '--force'],
  ps: ['-a', '--all', '--json'],
  stop: ['-a', '--stale', '--json'],
  doctor: ['--json'],
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
    await writeFile(list, JSON.stringify(Array.from({ length: rounds }, () => oddLine(random))))
    const env = { HOME: folder, XDG_STATE_HOME: folder }
    const program = runInNamespace('run-command-lines.mjs', [cli, list], { hasOwnNetwork: true, cwd: folder, env })
    const { output, code } = await program.ended
    expect(code, output).toBe(0)
    const all = output.trim().split('\n').map((line) => JSON.parse(line) as Ended) // prettier-ignore
    expect(all).toHaveLength(rounds)
    expect(all.filter(isWrong)).toEqual([])
  },
)

function oddLine(random: Random): string[] {
  const name = random.pick(Object.keys(options))
  const args = Array.from({ length: random.integer(0, 4) }, () => oddWord(random, options[name] ?? []))
  // It comes first: after `--` it would be something else to wait for.
  if (name === 'wait') args.unshift('-t', random.pick(times))
  if (name === 'run')
    args.push('--timeout', random.pick(times), '--', random.pick(['true', 'node', 'missing-program', '']))
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
function isWrong({ code, errors }: Ended): boolean {
  return ![0, 1, 2, 126, 127].includes(code ?? -1) || isInternal.test(errors)
}

const isInternal =
  /Cannot (read|convert|destructure|access)|is not (a function|iterable|defined|a constructor)|node:internal|\bERR_|^\s+at .*dist|Invalid (URL|regular)|UnhandledPromise/m
