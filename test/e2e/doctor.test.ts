import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram, type RunningProgram } from '../support/run-program'

const doctor = [process.execPath, join(repositoryRoot, 'packages/portside/dist/cli.js'), 'doctor']
const noProxy = { HTTP_PROXY: '', http_proxy: '', HTTPS_PROXY: '', https_proxy: '', ALL_PROXY: '', all_proxy: '' }
// A user may be forbidden to make network namespaces, and containers mostly are.
const hasNamespaces = spawnSync('unshare', ['-rn', 'true']).status === 0

interface Found {
  readonly name: string
  readonly state: string
  readonly fact: string
  readonly fix?: string
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-test-'))
})
afterEach(async () => rm(folder, { recursive: true }))

function run(command: readonly string[], env: Readonly<Record<string, string>> = {}): RunningProgram {
  return runProgram(command, { cwd: repositoryRoot, env: { XDG_STATE_HOME: folder, ...noProxy, ...env } })
}

async function checksOf(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, output } = await run([...command, '--json'], env).ended
  const { checks } = JSON.parse(output) as { checks: readonly Found[] }
  return { code, checks, named: (name: string) => checks.find((check) => check.name === name) }
}

test('finds nothing here that would break a run', async () => {
  const { code, output } = await run(doctor).ended
  expect(output).toMatch(/^STATE +CHECK +FACT\nok +node +\d+/)
  expect(output).toMatch(/^ok +loopback IPv4 +127\.0\.0\.1 carries connections$/m)
  expect(output).not.toContain('\u001B')
  expect(code).toBe(0)
})

test('prints records for machines', async () => {
  const { code, checks, named } = await checksOf(doctor)
  expect(code).toBe(0)
  for (const check of checks)
    expect(check).toMatchObject({
      name: expect.any(String),
      state: expect.stringMatching(/^(ok|warn)$/),
      fact: expect.any(String),
    })
  expect(named('vitest')).toMatchObject({ state: 'ok', fact: expect.stringMatching(/^[45]\./) })
  expect(named('leftovers')).toMatchObject({ state: 'ok' })
  expect(named('temporary folder')).toMatchObject({ state: 'ok', fact: expect.stringContaining('portside-doctor-') })
})

test('warns of a proxy that would get the requests to services', async () => {
  const { code, named } = await checksOf(doctor, {
    HTTP_PROXY: 'http://me:secret@127.0.0.1:9',
    NO_PROXY: '',
    no_proxy: '',
  })
  expect(named('proxy')).toMatchObject({ state: 'warn', fix: expect.stringContaining('127.0.0.1,localhost') })
  expect(JSON.stringify(named('proxy'))).not.toContain('secret')
  expect(code).toBe(0)
})

test('names a file about a run that is not trusted, also once it was set aside', async () => {
  const runs = join(folder, 'portside/runs')
  await mkdir(runs, { recursive: true, mode: 0o700 })
  await writeFile(join(runs, 'damaged.json'), '{"runId":')
  const before = await checksOf(doctor)
  expect(before.named('leftovers')).toMatchObject({
    state: 'warn',
    fact: expect.stringContaining('damaged.json (it is no JSON)'),
  })
  expect(before.code).toBe(0)
  expect((await run([...doctor.slice(0, -1), 'stop', '--stale']).ended).code).toBe(0)
  expect(await readdir(join(runs, 'set-aside'))).toEqual(['damaged.json'])
  const { named } = await checksOf(doctor)
  expect(named('leftovers')).toMatchObject({ state: 'warn', fact: expect.stringContaining('set-aside/damaged.json') })
})

test('refuses what it does not know', async () => {
  expect((await run([...doctor, '--nope']).ended).code).toBe(2)
})

describe.skipIf(process.platform !== 'linux')('on Linux (skipped: read from /proc)', () => {
  test('fails with few descriptors', async () => {
    const { code, named } = await checksOf(['sh', '-c', 'ulimit -n 200; exec "$@"', 'sh', ...doctor])
    expect(named('descriptors')).toMatchObject({ state: 'fail', fact: '200 for each process' })
    expect(code).toBe(1)
  })

  test.each([
    ['0.0.0.0', 'warn'],
    ['127.0.0.1', 'ok'],
  ])('a service that listens on %s: %s', async (host, state) => {
    const mark = randomUUID()
    const outer = startRun(host, mark)
    await outer.outputMatching(/^up$/m)
    const { named } = await checksOf(doctor)
    expect(named('exposed services')).toMatchObject({ state })
    outer.child.kill('SIGTERM')
    await outer.ended
    await expect.poll(() => processesWith(mark)).toEqual([])
  })

  test('warns of a run from before a reboot', async () => {
    const mark = randomUUID()
    const outer = startRun('127.0.0.1', mark)
    await outer.outputMatching(/^up$/m)
    const runs = join(folder, 'portside/runs')
    const file = (await readdir(runs)).find((name) => name.endsWith('.json')) ?? ''
    const written = JSON.parse(await readFile(join(runs, file), 'utf8')) as { readonly system: object }
    outer.child.kill('SIGTERM')
    await outer.ended
    await expect.poll(() => processesWith(mark)).toEqual([])
    const earlier = { ...written, system: { ...written.system, bootId: randomUUID() } }
    await writeFile(join(runs, file), JSON.stringify(earlier))
    const { code, named } = await checksOf(doctor)
    const fact = expect.stringMatching(/^dead runs: 1, with services: api \(\S+\.json\)$/)
    expect(named('leftovers')).toEqual({ name: 'leftovers', state: 'warn', fact, fix: 'npx portside stop --stale' })
    expect(code).toBe(0)
  })
})

function startRun(host: string, mark: string): RunningProgram {
  const listen = `require('node:http').createServer().listen(process.env.PORT, '${host}')`
  const [node = '', cli = ''] = doctor
  const wait = [node, '-e', "console.log('up'); setInterval(() => {}, 1000)", mark]
  return run([node, cli, 'run', '-s', `api=node -e "${listen}" ${mark}`, '--', ...wait])
}

describe.skipIf(!hasNamespaces)('in a network namespace (skipped: unshare -rn is not permitted)', () => {
  test('fails where no folder for the files of a run can be written', async () => {
    const line = `for place in /tmp /dev/shm; do mount -t tmpfs -o size=0,nr_inodes=1,ro none $place; done; cd / && exec "$@"`
    const env = { TMPDIR: '/tmp', XDG_RUNTIME_DIR: '/dev/shm' }
    const { code, named } = await checksOf(['unshare', '-rm', 'sh', '-c', line, 'sh', ...doctor], env)
    expect(named('temporary folder')).toMatchObject({
      state: 'fail',
      fact: expect.stringContaining('EROFS'),
      fix: 'Set TMPDIR to a folder that you can write and others cannot, with a short path.',
    })
    expect(code).toBe(1)
  })

  test('fails where loopback is down, and says so', async () => {
    const { code, named } = await checksOf(['unshare', '-rn', ...doctor])
    expect(named('loopback IPv4')).toMatchObject({ state: 'fail', fix: expect.stringContaining('ip link set lo up') })
    expect(code).toBe(1)
  })

  test('warns of a server on the default port of a database, which a suite may use and say nothing', async () => {
    const listen = `require('net').createServer().listen(5432, '127.0.0.1', () => console.error('listens'))`
    const script = `ip link set lo up; node -e "${listen}" 2>ready & until grep -qs listens ready; do sleep 0.05; done; "$@"; code=$?; kill $!; exit $code`
    const command = ['unshare', '-rn', 'sh', '-c', `cd ${folder}; ${script}`, 'sh', ...doctor]
    const { code, named } = await checksOf(command)
    expect(named('default ports')).toMatchObject({
      state: 'warn',
      fact: expect.stringMatching(/^port 5432, the default of PostgreSQL, is taken by node \(pid \d+\)$/),
      fix: expect.stringContaining('`env` in the services file'),
    })
    expect(code).toBe(0)
  })
})
