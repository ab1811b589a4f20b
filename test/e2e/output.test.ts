import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')

// Marks the processes of one test, so that those that are left can be found.
let mark: string
let directory: string
beforeEach(() => {
  mark = randomUUID()
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
})
afterEach(() => {
  expect(processesWith(mark)).toEqual([])
  expect(readdirSync(directory).filter((name) => name.startsWith('portside-'))).toEqual([])
  rmSync(directory, { recursive: true })
})

function portsideRun(...args: readonly string[]) {
  return runWith({}, ...args)
}

function runWith(variables: Record<string, string>, ...args: readonly string[]) {
  const service = `api=node ${serverPath('talks.mjs')} ${mark}`
  const env = { TMPDIR: directory, ...variables }
  return runProgram([process.execPath, cli, 'run', '-s', service, '--ready', 'log:up', ...args], {
    cwd: directory,
    env,
  })
}

describe('portside run --output', () => {
  test('keeps the whole output of a service, without secrets, and says where', async () => {
    const { code, output } = await portsideRun('--output', 'logs', '--', 'node', '-p', 'process.env.PORTSIDE_OUTPUT')
      .ended
    const [, folder = ''] = /has kept the output of services in (.*)/.exec(output) ?? []
    expect(folder.startsWith(join(directory, 'logs'))).toBe(true)
    expect(readFileSync(join(folder, 'api.log'), 'utf8').split('\n').sort()).toEqual([
      '\u001B[32mlogs in at postgres://me:****@127.0.0.1\u001B[39m',
      'up',
      'warns',
    ])
    expect(output).toContain(`\n${join(directory, 'logs')}\n`)
    expect(code).toBe(0)
  })

  test('keeps it also when the run is killed, and else leaves nothing', async () => {
    const run = portsideRun('--output', 'logs', '--', 'node', '-e', 'console.log("runs"); setInterval(() => {}, 1000)')
    await run.outputMatching(/^runs$/m)
    run.child.kill('SIGKILL')
    await expect.poll(() => processesWith(mark), { timeout: 5000 }).toEqual([])
    await expect.poll(() => readdirSync(directory), { timeout: 5000 }).toEqual(['logs'])
    const [folder = ''] = readdirSync(join(directory, 'logs'))
    expect(readFileSync(join(directory, 'logs', folder, 'api.log'), 'utf8')).toContain('warns\n')
  })

  test.skipIf(process.platform !== 'linux')(
    'has the streams in the order in which they were written, also those that a script opens anew (skipped: Linux opens them)',
    async () => {
      const script = `api=sh ${serverPath('reopens-streams.sh')} ${mark}`
      const command = [process.execPath, cli, 'run', '-s', script, '--output', 'logs', '--', 'echo', 'ran']
      const { code, output } = await runProgram(command, { cwd: directory, env: { TMPDIR: directory } }).ended
      expect(code, output).toBe(0)
      const [folder = ''] = readdirSync(join(directory, 'logs'))
      expect(readFileSync(join(directory, 'logs', folder, 'api.log'), 'utf8')).toBe('one\ntwo\nthree\nfour\n')
    },
  )

  test('is not there by default once the run has ended', async () => {
    const script = 'console.log("files", require("node:fs").readdirSync(process.env.TMPDIR))'
    const { output } = await portsideRun('--', 'node', '-e', script).ended
    expect(output).toMatch(/files \[ 'portside-/)
    expect(output).not.toContain('has kept')
    expect(existsSync(join(directory, 'logs'))).toBe(false)
  })
})

describe('portside run --show-output', () => {
  test('prints what services write beside their names, without secrets and colours, and not to standard output', async () => {
    const run = portsideRun(
      '-s',
      `longName=node ${serverPath('talks.mjs')} ${mark}`,
      '--ready',
      'log:up',
      '--show-output',
      '--',
      'echo',
      'ran',
    )
    const stdout: string[] = []
    run.child.stdout?.on('data', (chunk: string) => stdout.push(chunk))
    const { code, output } = await run.ended
    expect(output).toContain('api      | logs in at postgres://me:****@127.0.0.1\n')
    expect(output).toContain('longName | warns\n')
    expect(output).not.toContain('\u001B')
    expect(stdout.join('')).toBe('ran\n')
    expect(code).toBe(0)
  })

  test('keeps colours, and gives names one, where they are asked for', async () => {
    const { output } = await runWith({ FORCE_COLOR: '1' }, '--show-output', '--', 'echo', 'ran').ended
    expect(output).toContain(
      '\u001B[36mapi |\u001B[39m \u001B[32mlogs in at postgres://me:****@127.0.0.1\u001B[39m\u001B[0m\n',
    )
  })

  test('prints the errors of an app in the process of the run', async () => {
    const portside = JSON.stringify(join(repositoryRoot, 'packages/portside'))
    writeFileSync(
      join(directory, 'services.cjs'),
      `const { defineServices, inProcess } = require(${portside})
       const app = { fetch: () => { throw new Error('no table at postgres://me:password@db') } }
       module.exports = defineServices({ app: inProcess(() => app, { scope: 'run' }) })`,
    )
    const script = 'fetch(process.env.PORTSIDE_APP_URL).then(({ status }) => console.log("status", status))'
    const args = ['--services', 'services.cjs', '--show-output', '--', 'node', '-e', script]
    const { output } = await runProgram([process.execPath, cli, 'run', ...args], {
      cwd: directory,
      env: { TMPDIR: directory },
    }).ended
    expect(output).toContain('app | Error: no table at postgres://me:****@db\n')
    expect(output).toContain('status 500\n')
  })

  test('shows the last lines of a service that fails, also without it', async () => {
    const { code, output } = await portsideRun('-s', `node -e "console.log('bad luck'); process.exit(3)"`, '--', 'true')
      .ended
    expect(output).toMatch(/E_EXITED_EARLY[^]*\| bad luck/)
    expect(output).not.toContain('api | ')
    expect(code).toBe(1)
  })
})
