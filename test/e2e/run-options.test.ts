import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
/** Answers with the variables that a test sets, its folder and the headers of the request. */
const echo = `const { createServer } = require('node:http')
const facts = ({ headers, url }) => JSON.stringify({ ...process.env, cwd: process.cwd(), x: headers.x, mark: process.argv[2], url })
createServer((request, response) => response.writeHead(request.url === '/gone' ? 410 : 200).end(facts(request)))
  .listen(process.env.PORT, process.env.HOST)`
const show = ['node', '-e', 'fetch(process.argv[1]).then((r) => r.text()).then((t) => console.log(t))']

let mark: string
let directory: string
beforeEach(async () => {
  mark = randomUUID()
  directory = await mkdtemp(join(tmpdir(), 'portside-test-'))
  await writeFile(join(directory, 'echo.cjs'), echo)
  await writeFile(
    join(directory, 'package.json'),
    '{"scripts":{"start:api":"node echo.cjs","serving":"node echo.cjs"}}',
  )
})
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(directory, { recursive: true })
})

function run(...args: readonly string[]) {
  return runProgram([process.execPath, cli, 'run', ...args], { cwd: directory }).ended
}

/** Runs a service and returns what it answers. */
async function answer(service: readonly string[], path = '{url}'): Promise<Record<string, string>> {
  const { output, code } = await run(...service, '--', ...show, path)
  expect(code, output).toBe(0)
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}') as Record<string, string>
}

describe('portside run -s', () => {
  test('gives a service its variables, folder and host', async () => {
    await mkdir(join(directory, 'api'))
    await writeFile(join(directory, '.env'), 'FROM_FILE=1\nBOTH=file\n')
    const options = [
      '--env',
      'BOTH=option',
      '--env',
      'SELF={url}',
      '--env',
      'NAMED={service.port}',
      '--env-file',
      '.env',
      '--cwd',
      'api',
      '--host',
      '::1',
    ]
    const facts = await answer(['-s', `NODE_ENV=staging node ../echo.cjs ${mark}`, ...options])
    expect(facts).toMatchObject({ NODE_ENV: 'staging', FROM_FILE: '1', BOTH: 'option', cwd: join(directory, 'api') })
    expect(facts['NAMED']).toBe(facts['PORT'])
    expect(facts['SELF']).toBe(`http://[::1]:${facts['PORT']}`)
  })

  test('gives the variables of a file to the service alone, and keeps those of its own environment', async () => {
    await writeFile(join(directory, '.env'), 'FROM_FILE=1\nHOME=elsewhere\n')
    const api = ['-s', `api=node echo.cjs ${mark}`, '--env-file', '.env', '-s', `web=node echo.cjs ${mark}`]
    const print = ['node', '-p', '[process.env.FROM_FILE, process.env.HOME].join()']
    const { output } = await run(...api, '--', ...print)
    expect(output).toMatch(new RegExp(`^,${process.env['HOME']}$`, 'm'))
    expect(await answer(api, '{web.url}')).not.toHaveProperty('FROM_FILE')
    expect(await answer(api, '{api.url}')).toMatchObject({ FROM_FILE: '1', HOME: 'elsewhere' })
  })

  test('starts a service after another one whose address it is given', async () => {
    const web = ['-s', `web=node echo.cjs ${mark} {api.url}`, '--env', 'API={api.url}/v1']
    const api = ['-s', `api=node -e "setTimeout(() => require('./echo.cjs'), 300)" ${mark}`]
    const { output, code } = await run(...web, ...api, '--', ...show, '{web.url}')
    const [, url] = /portside api is ready at (\S+)/.exec(output) ?? []
    expect(output).toContain(`"API":"${url}/v1"`)
    expect(output.indexOf('api is ready')).toBeLessThan(output.indexOf('web is ready'))
    expect(code).toBe(0)
  })

  test('gives the command the variables before the first service', async () => {
    const print = ['node', '-p', '[process.env.API, process.env.PLAIN].join()']
    const { output } = await run(
      '--env',
      'API={api.url}',
      '--env',
      'PLAIN=1',
      '-s',
      `api=node echo.cjs ${mark}`,
      '--',
      ...print,
    )
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+,1$/m)
  })

  test('runs a line in a shell, and one that does not listen', async () => {
    const facts = await answer(['-s', `A=1; export A; exec node echo.cjs ${mark}`, '--shell'])
    expect(facts).toMatchObject({ A: '1' })
    const worker = `node -e "console.log('working'); setInterval(() => {}, 1000)" ${mark}`
    const { output, code } = await run('-s', worker, '--port', 'none', '--ready', 'log:working', '--', 'true')
    expect(output).toMatch(/^portside service is ready \(\d+ ms\)$/m)
    expect(code).toBe(0)
  })

  test('requests a path with headers, and accepts other statuses', async () => {
    const ready = ['--ready', '/gone', '--status', '410', '--header', 'X: 1']
    expect(await answer(['-s', `node echo.cjs ${mark}`, ...ready])).toMatchObject({ mark })
  })

  test('runs a script of package.json, and hints at it for its bare name', async () => {
    expect(await answer(['-s', `npm:start:api ${mark}`])).toMatchObject({ mark, npm_lifecycle_event: 'start:api' })
    const { output, code } = await run('-s', 'serving', '--', 'true')
    expect(output).toMatch(/E_SPAWN_FAILED\)[^→]*→ `serving` is a script of package\.json: write `-s npm:serving`\.\n/)
    expect(output).not.toContain('Near it is')
    expect(code).toBe(1)
  })

  test('explains a wrong line, and a service on another port, in words of the command line', async () => {
    const wrong = await run('-s', 'node a && node b', '--', 'true')
    expect(wrong.output).toMatch(
      /^portside: Expected `-s` .*set variables with `--env`; `--shell` runs the line in a shell/,
    )
    expect(wrong.code).toBe(2)
    const elsewhere = `node -e "require('node:http').createServer().listen(0, '127.0.0.1')" ${mark}`
    const { output, code } = await run('-s', elsewhere, '--', 'true')
    expect(output).toContain('E_WRONG_PORT')
    expect(output).toMatch(/→ Or use the port that it picks: `--port discover`\.\n/)
    expect(output).toMatch(/→ Or give it the port that it wants: `--port \d+`\./)
    expect(output).not.toMatch(/`(port|remap|host): /)
    expect(code).toBe(1)
  })

  test('looks the command up before it starts anything, and hints at the way to run it', async () => {
    const { output, code } = await run('-s', `node echo.cjs ${mark}`, '--', 'start:api')
    expect(output).toBe(
      'portside: command not found: start:api\n  → It is a script of package.json: npm run start:api\n',
    )
    expect(code).toBe(127)
  })
})
