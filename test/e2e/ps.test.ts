import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { childrenOf } from '../support/children-of'
import { answers, processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram, type RunningProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const wait = ['node', '-e', "console.log('up', process.env.PORTSIDE_API_PORT); setInterval(() => {}, 1000)"]

// Each test has a state folder and a project of its own.
let mark: string
let folder: string
beforeEach(async () => {
  mark = randomUUID()
  folder = await mkdtemp(join(tmpdir(), 'portside-test-'))
  await mkdir(join(folder, 'project'))
  await writeFile(join(folder, 'project', 'package.json'), '{}')
})
afterEach(async () => {
  await expect.poll(() => processesWith(mark)).toEqual([])
  await rm(folder, { recursive: true })
})

function portside(args: readonly string[], directory = 'project', state = folder): RunningProgram {
  const cwd = join(folder, directory)
  return runProgram([process.execPath, cli, ...args], { cwd, env: { XDG_STATE_HOME: state } })
}

async function startRun(): Promise<{ readonly run: RunningProgram; readonly port: number }> {
  const service = `api=node ${serverPath('plain.mjs')} ${mark} postgres://user:secret@localhost`
  const run = portside(['run', '-s', service, '--', ...wait, mark])
  const [, port] = await run.outputMatching(/up (\d+)/)
  return { run, port: Number(port) }
}

async function listed(...options: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { output } = await portside(['ps', '--json', ...options]).ended
  return (JSON.parse(output) as { services: Record<string, unknown>[] }).services
}

async function killWithWarden({ child }: RunningProgram): Promise<void> {
  const ended = once(child, 'exit')
  const wardens = childrenOf(child.pid ?? 0).filter(({ argv }) => argv.includes('portside-warden'))
  // A stopped process cannot replace its warden.
  child.kill('SIGSTOP')
  for (const { pid } of wardens) process.kill(pid, 'SIGKILL')
  child.kill('SIGKILL')
  await ended
}

describe.skipIf(process.platform !== 'linux')('portside ps (skipped: it is tested on Linux)', () => {
  test('lists the services of this project, without the secrets of their command lines', async () => {
    const { run, port } = await startRun()
    expect(await listed()).toMatchObject([{ service: 'api', port, state: 'running', project: join(folder, 'project') }])
    const { output, code } = await portside(['ps']).ended
    expect(output).toMatch(/^SERVICE +PID +PORT +STATE +AGE +RUN +PROJECT +COMMAND\napi +\d+ +\d+ +running +\d+ second/)
    expect(output).toContain('postgres://user:****@localhost')
    expect(code).toBe(0)
    run.child.kill('SIGTERM')
    await run.ended
    expect(await listed('--all')).toEqual([])
    expect(await readdir(join(folder, 'portside/runs'))).toEqual([])
  })

  test('shows the command as it was run, and the run of the root in a package of its repository', async () => {
    await mkdir(join(folder, 'project', '.git'))
    await mkdir(join(folder, 'project', 'packages', 'web'), { recursive: true })
    await writeFile(join(folder, 'project', 'packages', 'web', 'package.json'), '{}')
    const service = `api=node ${serverPath('plain.mjs')} ${mark} --port {port}`
    const run = portside(['run', '-s', service, '--', ...wait, mark])
    const [, port] = await run.outputMatching(/up (\d+)/)
    const { output } = await portside(['ps', '--json'], 'project/packages/web').ended
    const { services } = JSON.parse(output) as { readonly services: readonly unknown[] }
    const command = `node ${serverPath('plain.mjs')} ${mark} --port ${port}`
    expect(services).toMatchObject([{ service: 'api', project: join(folder, 'project'), command }])
    await rm(join(folder, 'project', '.git'), { recursive: true })
    expect((await portside(['ps', '--json'], 'project/packages/web').ended).output).toBe('{"services":[]}\n')
    run.child.kill('SIGTERM')
    await run.ended
  })

  test('says that a service has ended although its run lives', async () => {
    const { run } = await startRun()
    const [{ pid } = {}] = await listed()
    process.kill(Number(pid), 'SIGKILL')
    await run.outputMatching(/E_CRASHED/)
    expect(await listed()).toMatchObject([{ service: 'api', pid, state: 'ended' }])
    expect((await portside(['stop', 'api']).ended).output).toContain('No service named api runs')
    run.child.kill('SIGTERM')
    await run.ended
    expect(await listed('--all')).toEqual([])
  })

  test('lists those of other projects with --all only', async () => {
    const { run } = await startRun()
    const elsewhere = await portside(['ps'], '.').ended
    expect(elsewhere.output).toContain('No service runs in this project')
    expect((await portside(['ps', '--all'], '.').ended).output).toContain('running')
    run.child.kill('SIGTERM')
    await run.ended
  })
})

test('a state folder that cannot be written keeps nothing from starting', async () => {
  const service = `node ${serverPath('plain.mjs')} ${mark}`
  const { code, output } = await portside(['run', '-s', service, '--', 'true'], 'project', '/dev/null').ended
  expect(output).toContain('is ready')
  expect(code).toBe(0)
})

describe.skipIf(process.platform !== 'linux')('portside stop (skipped: it is tested on Linux)', () => {
  test('ends a service by its name, and its run says so', async () => {
    const { run, port } = await startRun()
    const unknown = await portside(['stop', 'web']).ended
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('No service named web') })
    expect(await answers(port)).toBe(true)
    expect(await portside(['stop', 'api']).ended).toMatchObject({ code: 0, output: 'Stopped api by SIGTERM\n' })
    expect(await answers(port)).toBe(false)
    await run.outputMatching(/E_CRASHED/)
    run.child.kill('SIGTERM')
    await run.ended
  })

  test('leaves live runs alone with --stale, and ends what dead ones have left', async () => {
    const { run, port } = await startRun()
    expect((await portside(['stop', '--stale']).ended).output).toBe('Nothing was there to stop\n')
    expect(await answers(port)).toBe(true)
    await killWithWarden(run)
    expect(await listed()).toMatchObject([{ service: 'api', state: 'stale' }])
    expect((await portside(['stop', '--stale']).ended).output).toContain('Stopped api')
    expect(await answers(port)).toBe(false)
    endTestCommand()
  })

  test('is what each run does first', async () => {
    const { run, port } = await startRun()
    await killWithWarden(run)
    const next = await portside(['run', '-s', 'web=node -e 0', '--', 'true']).ended
    expect(next.code).toBe(1)
    expect(await answers(port)).toBe(false)
    expect(await listed('--all')).toEqual([])
    endTestCommand()
  })

  test.each([[['stop', 'a', 'b']], [['stop', '--stale', 'a']], [['ps', '--nope']]])('refuses %j', async (args) => {
    expect((await portside(args).ended).code).toBe(2)
  })
})

/** The test command is no service: nobody but the warden, which is dead, would end it. */
function endTestCommand(): void {
  for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL')
}
