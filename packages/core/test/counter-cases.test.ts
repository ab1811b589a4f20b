// Healthy but odd services, each of the shape of a failure that is found before the time-out: none of them may fail. docs/benchmarks.md has the count.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type CommandOptions, command, start } from '../src/index'
import { findProgram } from './support/find-program'
import { serverPath } from './support/server-path'

// A machine that is busy takes its time to start a program.
vi.setConfig({ testTimeout: 60_000 })

let directory: string
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'portside-test-'))))
afterAll(() => rmSync(directory, { recursive: true }))

const serve = (status = 200) =>
  `require('node:http').createServer((_, response) => response.writeHead(${status}).end('ok'))`
const real = `${serve()}.listen(process.env.PORT, process.env.HOST)`
const after = (ms: number, code = real) => `setTimeout(() => { ${code} }, ${ms});`
const side = `${serve()}.listen(0, process.env.HOST);`
const node = (code: string, ...flags: string[]) => ['node', ...flags, '-e', code]
const python = findProgram('python3') ?? ''

const services: readonly (readonly [what: string, argv: string | readonly string[], options?: CommandOptions])[] = [
  ['has a management port that answers the same path 4 s before', ['node', serverPath('health-first.mjs'), '4000']],
  ['idles for 4.5 s between a side port and the real one', ['node', serverPath('health-first.mjs'), '4500']],
  ['has a program under a watcher that a build replaces 2.5 s later', ['node', serverPath('build-and-watch.mjs')]],
  ['idles under a watcher for 6 s', ['node', '--watch', serverPath('health-first.mjs'), '4500']],
  ['has a side port that answers 404 for 7 s', node(`${serve(404)}.listen(0, process.env.HOST); ${after(7000)}`)],
  ['lets a debugger connect, and idles for 6 s', node(after(6000), '--inspect=127.0.0.1:0')],
  [
    'runs a program that fails, and idles for 6 s',
    node(`require('node:child_process').spawn('node', ['-e', 'process.exit(1)']); ${after(6000)}`),
  ],
  [
    'is called with --debug, runs a program that ends, and idles for 6 s',
    [...node(`require('node:child_process').spawn('node', ['-e', '0']); ${after(7000)}`), '--', '--debug'],
  ],
  [
    'writes a line a second beside a side port',
    node(`${side} setInterval(() => console.log('still compiling'), 1000); ${after(7000)}`),
  ],
  [
    'works hard beside a side port',
    node(`${side} const end = Date.now() + 7000
      const work = () => { for (const at = Date.now(); Date.now() - at < 20;); if (Date.now() < end) setTimeout(work, 60); else ${real} }
      setTimeout(work, 60)`),
  ],
  [
    'starts a program every 2 s beside a side port',
    node(`${side} setInterval(() => require('node:child_process').spawn('sleep', ['0.5']), 2000); ${after(7000)}`),
  ],
  [
    'opens one port after another before its own',
    node(`${[0, 2500, 5000].map((ms) => after(ms, side)).join('')} ${after(7500)}`),
  ],
  ['has two programs that want its port', ['node', serverPath('two-on-one-port.mjs')]],
  [
    'asks for its database again and again, by a program that fails',
    `for i in 1 2 3 4 5 6 7; do node -e 'process.exit(1)'; done; exec node -e "${real}"`,
    { shell: true },
  ],
  [
    'is started by a shell that sleeps for 6 s',
    `sleep 6; exec ${python} -m http.server --bind $HOST $PORT`,
    { shell: true },
  ],
  [
    'tries its port on every interface first',
    node(
      `const tried = require('node:net').createServer().listen(process.env.PORT, () => tried.close(() => { ${real} }))`,
    ),
    { expose: 'error' },
  ],
]

const cases = services.map(([what, argv, options = {}]) => ({ what, argv, options }))

describe('a healthy service that', () => {
  test.concurrent.each(cases)('$what is ready', async ({ argv, options }) => {
    const cwd = mkdtempSync(join(directory, 'case-'))
    const definition: CommandOptions = { cwd, ready: '/', ...options }
    await using api = await start(command(argv, { ...definition, port: 'lease', ports: {}, needs: {} }))
    const { status } = await api.fetch('/')
    expect(status).toBe(200)
  })
})
