import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answers, processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { selfSigned } from '../support/self-signed'
import { serverPath } from '../support/server-path'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const print = (expression: string) => ['node', '-p', expression]

// Marks the processes of one test, so that those that are left can be found.
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

function portside(...args: readonly string[]) {
  return runProgram([process.execPath, cli, ...args], { cwd: directory })
}

function server(): string {
  return `node ${serverPath('plain.mjs')} ${mark}`
}

describe('portside run', () => {
  test('reports a service that it had to kill, and counts it at the end', async () => {
    const stubborn = `node ${serverPath('stubborn.mjs')} ${mark}`
    const { code, output } = await portside('run', '-s', `web=${server()}`, '-s', `api=${stubborn}`, '--', 'true').ended
    expect(code).toBe(0)
    expect(output).toMatch(/portside api was killed, since it had not ended 5\.\d s after SIGTERM: /)
    expect(output).toContain('portside has stopped all services, 1 of them by SIGKILL (api)')
  })

  test('starts a service, gives the command its address, and passes the exit code through', async () => {
    const script =
      'fetch(process.env.PORTSIDE_URL).then((r) => r.text()).then((t) => { console.log("got", t); process.exit(7) })'
    const { code, output } = await portside('run', '-s', server(), '--ready', '/health', '--', 'node', '-e', script)
      .ended
    expect(output).toMatch(/service is ready at http:\/\/127\.0\.0\.1:\d+ \(\d+ ms\)/)
    expect(output).toMatch(/got \d+/)
    expect(code).toBe(7)
  })

  test('asks the service before `--protocol https` over TLS, and gives the command its URL', async () => {
    const server = `const { createServer } = require('node:https')
      createServer(${JSON.stringify(selfSigned())}, (_, response) => response.end()).listen(process.env.PORT, process.env.HOST)`
    await writeFile(join(directory, 'secure.cjs'), server)
    const secure = ['-s', `secure=node secure.cjs ${mark}`, '--protocol', 'https', '--ready', '/']
    const plain = ['-s', `plain=node ${serverPath('plain.mjs')} ${mark}`, '--ready', '/health']
    const command = print('process.argv.slice(1).join()')
    const { code, output } = await portside('run', ...secure, ...plain, '--', ...command, '{url}', '{plain.url}').ended
    expect(output).toMatch(/^https:\/\/127\.0\.0\.1:\d+,http:\/\/127\.0\.0\.1:\d+$/m)
    expect(code).toBe(0)
  })

  test('starts several services by name and fills in their addresses', async () => {
    const names = ['-s', `api=${server()}`, '-s', `web=${server()}`, '--ready', 'log:listening']
    const { code, output } = await portside(
      'run',
      ...names,
      '--json',
      '--',
      ...print('process.argv.slice(1).join()'),
      '{api.url}',
      '{web.port}',
      '{other.url}',
    ).ended
    const facts = output
      .split('\n')
      .filter((line) => line.startsWith('{"event":"ready"'))
      .map((line) => JSON.parse(line) as { name: string; url: string })
    const url = (name: string) => facts.find((fact) => fact.name === name)?.url ?? ''
    expect(output).toContain(`${url('api')},${new URL(url('web')).port},{other.url}`)
    expect(code).toBe(0)
  })

  test('starts what services.mjs lists', async () => {
    const core = join(repositoryRoot, 'packages/portside/dist/index.js')
    await writeFile(
      join(directory, 'services.mjs'),
      `import { command, defineServices } from ${JSON.stringify(core)}
       export default defineServices({ api: command(${JSON.stringify(server())}) })`,
    )
    const { code, output } = await portside('run', '--', ...print('process.env.PORTSIDE_API_URL')).ended
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/m)
    expect(code).toBe(0)
  })

  test('is no success when the services file ends the process, or throws, and says where', async () => {
    const file = join(directory, 'services.mjs')
    await writeFile(file, 'process.exit(0)')
    const ended = await portside('run', '--', ...print('"ran"')).ended
    expect(ended).toMatchObject({ code: 1 })
    expect(ended.output).toBe('portside: ended before its work was done: does the services file call process.exit()?\n')
    await writeFile(file, '\nthrow new Error("on purpose")')
    const thrown = await portside('run', '--', ...print('"ran"')).ended
    expect(thrown).toMatchObject({ code: 1 })
    expect(thrown.output).toMatch(
      /^portside: services\.mjs threw while it was loaded: Error: on purpose\n {4}at services\.mjs:2:\d+\n$/,
    )
  })

  test('goes on when nobody reads what it writes', async () => {
    const line = `"$@" 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`
    const args = [process.execPath, cli, 'run', '-s', server(), '--', 'sh', '-c', 'sleep 0.3; exit 7']
    const { output } = await runProgram(['bash', '-c', line, 'bash', ...args], { cwd: directory }).ended
    expect(output).toBe('7\n')
  })

  test('does not run the command when a service does not start, and says why', async () => {
    const { code, output } = await portside('run', '-s', 'node -e process.exitCode=9', '--', ...print('"ran"')).ended
    expect(output).toContain('E_EXITED_EARLY')
    expect(output).not.toContain('ran\n')
    expect(code).toBe(1)
  })

  test('does not run the command when a service has died while others were starting', async () => {
    const core = join(repositoryRoot, 'packages/portside/dist/index.js')
    await writeFile(
      join(directory, 'services.mjs'),
      `import { command, defineService, defineServices } from ${JSON.stringify(core)}
       const api = command(${JSON.stringify(server())})
       const start = async ({ needs }) => {
         process.kill(needs.api.pid, 'SIGKILL')
         for (let code; code !== 'E_CRASHED';) code = await needs.api.fetch('/').then(() => '', (error) => error.code)
         return {}
       }
       export default defineServices({ api, slow: defineService({ needs: { api }, start }) })`,
    )
    const { code, output } = await portside('run', '--', ...print('"ran"')).ended
    expect(output).toMatch(/api: was ended by SIGKILL, .* after it was ready/)
    expect(output).not.toContain('ran\n')
    expect(code).toBe(1)
  })

  test('names the options of the command line when a service is not ready in time', async () => {
    const service = `node ${serverPath('slow.mjs')} 60000 ${mark}`
    const { code, output } = await portside('run', '-s', service, '--ready', '/', '--timeout', '3000', '--', 'true')
      .ended
    expect(output).toContain('If it is slow to start, raise `--timeout`.')
    expect(output).toMatch(
      /^ {2}Waited until GET \/ answers 2xx or 3xx; last try at 127\.0\.0\.1:\d+: 503 Service Unavailable$/m,
    )
    expect(code).toBe(1)
  })

  test('names them also where what is asked for never comes', async () => {
    const service = `node ${serverPath('plain.mjs')} ${mark}`
    const { code, output } = await portside(
      'run',
      '-s',
      service,
      '--ready',
      'log:never',
      '--timeout',
      '3000',
      '--',
      'true',
    ).ended
    expect(output).toContain('raise `--timeout`; if `--ready` asks for the wrong thing')
    expect(code).toBe(1)
  })

  const codes: readonly [string, readonly string[], number][] = [
    ['no command', ['run', '-s', 'node x'], 2],
    ['an empty command', ['run', '-s', 'node x', '--'], 2],
    ['no services', ['run', '--', 'true'], 2],
    ['an option without its service', ['run', '--ready', '/', '--', 'true'], 2],
    ['an unknown option', ['run', '--nope', '--', 'true'], 2],
    ['an unknown command', ['walk'], 2],
    ['nothing at all', [], 2],
    ['no port', ['who'], 2],
    ['a port that is none', ['who', 'http'], 2],
  ]
  test.each(codes)('exits with its own code for %s', async (_, args, expected) => {
    const { code, output } = await portside(...args).ended
    expect(code).toBe(expected)
    expect(output).not.toMatch(/^\s+at /m)
  })

  test('exits as shells do for a command that is not there, before anything is started, or was ended by a signal', async () => {
    const missing = await portside('run', '-s', server(), '--', './no-such-command', '{url}').ended
    expect(missing).toMatchObject({ code: 127, output: 'portside: command not found: ./no-such-command\n' })
    await writeFile(join(directory, 'plain'), '')
    const denied = await portside('run', '-s', server(), '--', './plain').ended
    expect(denied).toMatchObject({ code: 126, output: 'portside: cannot run ./plain: EACCES\n' })
    const killed = await portside('run', '-s', server(), '--', 'node', '-e', 'process.kill(process.pid, "SIGKILL")')
      .ended
    expect(killed.code).toBe(137)
  })

  test('says that a service died while the command ran', async () => {
    // It ends when the test has seen that the death was reported.
    const wait = 'setInterval(() => require("node:fs").existsSync("reported") && process.exit(), 20)'
    const script = `fetch(process.env.PORTSIDE_URL).then((r) => r.text()).then((pid) => { process.kill(pid, "SIGKILL"); ${wait} })`
    const run = portside('run', '-s', server(), '--', 'node', '-e', script)
    await run.outputMatching(/E_CRASHED/)
    await writeFile(join(directory, 'reported'), '')
    const { code, output } = await run.ended
    expect(output).toMatch(/has lost service: was ended by SIGKILL, \d+\.\d s after it was ready \(E_CRASHED\)/)
    expect(code).toBe(0)
  })

  test('leaves nothing when it is killed, its command included', async () => {
    const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${mark}'])`
    const script = `${child}; console.log('up', process.env.PORTSIDE_SERVICE_PORT); setInterval(() => {}, 1000)`
    const run = portside('run', '-s', server(), '--', 'node', '-e', script, mark)
    const port = Number((await run.outputMatching(/up (\d+)/))[1])
    expect(await answers(port)).toBe(true)
    expect(processesWith(mark).length).toBeGreaterThan(3)
    run.child.kill('SIGKILL')
    await expect.poll(() => answers(port), { timeout: 5000 }).toBe(false)
    await expect.poll(() => processesWith(mark), { timeout: 5000 }).toEqual([])
  })

  test('hands the options after `--` to the command, --help included', async () => {
    const { output } = await portside(
      'run',
      '-s',
      server(),
      '--',
      ...print('process.argv.slice(1).join()'),
      '--',
      '--help',
      '-s',
    ).ended
    expect(output).toContain('--help,-s')
  })
})
