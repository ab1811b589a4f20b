import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const library = join(repositoryRoot, 'packages/portside/dist/index.js')

let mark: string
let directory: string
beforeEach(async () => {
  mark = randomUUID()
  directory = await mkdtemp(join(tmpdir(), 'portside-test-'))
})
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(directory, { recursive: true })
})

function portside(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runProgram([process.execPath, cli, ...args], { cwd: directory, env }).ended
}

/** Runs a line of bash in which `portside` is the command. */
function shell(line: string) {
  const script = `portside() { "${process.execPath}" "${cli}" "$@"; }\n${line}`
  return runProgram(['bash', '-c', script], { cwd: directory }).ended
}

function server(): string {
  return `node ${serverPath('plain.mjs')} ${mark}`
}

const services = (list: string) => `import { command, defineServices } from ${JSON.stringify(library)}\n${list}`

describe('portside run does not run the command without its services', () => {
  test.each([
    ['no default export', 'services.mjs', `export const api = command('node x')`],
    ['no default export', 'services.ts', `export const api = command('node x')`],
    ['nothing', 'services.ts', 'export default {}'],
    ['nothing', 'services.mjs', 'export default defineServices({})'],
    ['null', 'services.mjs', 'export default null'],
    ['a promise', 'services.mjs', `export default Promise.resolve(defineServices({ api: command('node x') }))`],
  ])('when the services file has %s (%s)', async (_, name, list) => {
    await writeFile(join(directory, name), services(list))
    const { code, output } = await portside(['run', '--', 'sh', '-c', 'echo ran'])
    expect(output).not.toContain('ran\n')
    expect(output).toContain('services')
    expect(output).not.toMatch(/Cannot read|is not a function/)
    expect(code).toBe(2)
  })

  test.each([[[]], [['--services', 'nope.ts']], [['--services', '.']]])('with %j', async (args) => {
    const { code, output } = await portside(['run', ...args, '--', 'sh', '-c', 'echo ran'])
    expect(output).not.toContain('ran\n')
    expect(output).toContain('services')
    expect(code).toBe(2)
  })
})

describe('a command whose own result is lost', () => {
  test
    .runIf(existsSync('/dev/full'))
    .each([
      ['free'],
      ['free --json'],
      ['--help'],
      ['--version'],
      ['run --help'],
      ['who --json 1'],
      ['ps --json'],
      ['doctor'],
      ['wait --json file:services.mjs'],
    ])('exits with 1 and says so: %s > /dev/full', async (args) => {
    await writeFile(join(directory, 'services.mjs'), '')
    const { code, output } = await shell(`portside ${args} > /dev/full`)
    expect(output).toContain('portside: standard output cannot be written: ENOSPC')
    expect(output).not.toMatch(/^\s+at /m)
    expect(code).toBe(1)
  })

  test('is no failure where the reader has had enough', async () => {
    const { output } = await shell('portside --help | true; echo "${PIPESTATUS[0]}"')
    expect(output).toBe('0\n')
  })
})

describe('what is set wrongly is a usage error that names it', () => {
  test.each(['null', '{}', 'garbage', '{"socket":1}'])('PORTSIDE_SUPERVISOR=%s', async (text) => {
    const { code, output } = await portside(['run', '-s', server(), '--', 'sh', '-c', 'echo ran'], {
      PORTSIDE_SUPERVISOR: text,
    })
    expect(output).toContain('Expected `PORTSIDE_SUPERVISOR` to be')
    expect(output).not.toContain('ran\n')
    expect(code).toBe(2)
  })

  test.each([
    [['wait', '--config=nope'], '`--config`'],
    [['wait', '--config=nope.json', 'tcp:1'], '`--config`'],
    [['wait', '--timeout', '1e99', 'tcp:1'], '`--timeout`'],
    [['wait', '--delay=-1', 'tcp:1'], '`--delay`'],
    [['wait', '--window', 'Infinity', 'tcp:1'], '`--window`'],
    [['free', '1e99'], 'number of ports'],
    [['free', '2147483648'], 'number of ports'],
    [['free', 'NaN'], 'number of ports'],
    [['run', '-s', 'node x', '--timeout', '1e99', '--', 'true'], '`--timeout`'],
    [['run', '-s', 'node x', '--port', '70000', '--', 'true'], '`--port`'],
    [['run', '-s', 'node x', '--output', '', '--', 'true'], '`--output`'],
  ])('%j', async (args, name) => {
    const { code, output } = await portside(args)
    expect(output).toContain(name)
    expect(output).not.toMatch(/^\s+at /m)
    expect(code).toBe(2)
  })
})

describe('a file that cannot be written is one warning, and no failure', () => {
  test('of the report, and of the output of services', async () => {
    await writeFile(join(directory, 'file'), '')
    const env = { PORTSIDE_REPORT: join(directory, 'no/report.json'), PORTSIDE_OUTPUT: join(directory, 'file') }
    const run = ['run', '-s', `a=${server()}`, '-s', `b=${server()}`, '--', 'true']
    const { code, output } = await portside(run, env)
    expect(output.match(/`PORTSIDE_REPORT`/g)).toHaveLength(1)
    expect(output.match(/`PORTSIDE_OUTPUT`/g)).toHaveLength(1)
    expect(code).toBe(0)
  })

  const canMount = isPossible('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'])
  test.runIf(canMount)('of the output of a service that fills the disk', async () => {
    const disk = join(directory, 'disk')
    await mkdir(disk)
    await writeFile(
      join(directory, 'services.mjs'),
      services(`export default defineServices({
        api: command(['node', '--input-type=module', '-e', ${JSON.stringify(fillsDisk)}, ${JSON.stringify(mark)}]) })`),
    )
    const line = `mount -t tmpfs -o size=64k none ${disk} && exec "${process.execPath}" "${cli}" run --output ${disk} -- true`
    const { code, output } = await runProgram(['unshare', '-m', 'sh', '-c', line], { cwd: directory }).ended
    expect(output.match(/`PORTSIDE_OUTPUT`/g)).toHaveLength(1)
    expect(output).toContain('ENOSPC')
    expect(code).toBe(0)
  })
})

const fillsDisk = `
  import { createServer } from 'node:http'
  console.log('x'.repeat(500_000))
  createServer((_, response) => response.end()).listen(process.env.PORT, process.env.HOST)`

describe('SIGHUP, when this program was started to ignore it', () => {
  // Node.js undoes what it was given, so that only traces of it are left.
  const startIgnoring: Readonly<Record<string, string>> = {
    'by nohup': 'nohup "$@" </dev/null; exit "$?"',
    'by a shell that waits': `trap '' HUP; "$@"; exit "$?"`,
  }
  test.each(Object.entries(startIgnoring))('%s, is ignored by the run and its command', async (_, line) => {
    const script = `echo "up $PPID $$"; while [ ! -e done ]; do sleep 0.05; done; exit 7`
    const args = [process.execPath, cli, 'run', '-s', server(), '--', 'sh', '-c', script]
    const run = runProgram(['bash', '-c', line, 'bash', ...args], { cwd: directory })
    const [, runner, command] = await run.outputMatching(/up (\d+) (\d+)/)
    for (const pid of [runner, command]) process.kill(Number(pid), 'SIGHUP')
    // A signal is pending no longer once it has been delivered.
    await expect.poll(() => [runner, command].map(pendingSignals)).toEqual([0n, 0n])
    await writeFile(join(directory, 'done'), '')
    expect(await run.ended).toMatchObject({ code: 7 })
  })

  test('ends the run otherwise', async () => {
    const script = `echo "up $PPID"; while :; do sleep 0.05; done`
    const run = runProgram([process.execPath, cli, 'run', '-s', server(), '--', 'sh', '-c', script], { cwd: directory })
    const [, runner] = await run.outputMatching(/up (\d+)/)
    process.kill(Number(runner), 'SIGHUP')
    expect(await run.ended).toMatchObject({ code: 129 })
  })
})

/** From `SigPnd` and `ShdPnd` of proc(5). */
function pendingSignals(pid: string | undefined): bigint {
  const masks = [...readFileSync(`/proc/${pid}/status`, 'utf8').matchAll(/^(?:SigPnd|ShdPnd):\s*([\da-f]+)$/gm)]
  return masks.reduce((all, [, mask = '0']) => all | BigInt(`0x${mask}`), 0n)
}

function isPossible(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    console.log(`skipped: ${program} ${args.join(' ')} is not possible here`)
    return false
  }
}
