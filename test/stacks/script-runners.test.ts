import { expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import type { RunningProgram } from '../support/run-program'
import { type App, createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { expectHello, printAddress, runBeside, stay } from './support/hello'
import { firstIfShort } from './support/form'

/** A server with a child that ignores SIGTERM, as compilers do. */
const server = `
  import { spawn } from 'node:child_process'
  import { createServer } from 'node:http'
  const stubborn = "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); setInterval(() => {}, 1000)"
  spawn(process.execPath, ['-e', stubborn], { stdio: 'inherit' })
  createServer((_, response) => response.end('hello')).listen(process.env.PORT, process.env.HOST)`

async function createChain(dev: string): Promise<App> {
  const build = `node -e "require('node:fs').writeFileSync('built', '')"`
  const scripts = { dev, build, preview: 'node server.mjs', watch: 'node --watch server.mjs', idle: 'node idle.mjs' }
  return createApp('scripts', {
    'package.json': JSON.stringify({ private: true, scripts }),
    'server.mjs': server,
    'idle.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('idle', ''); setInterval(() => {}, 1000)`,
  })
}

const runners = [
  ['npm scripts that call others', 'npm run build && npm run preview'],
  ['concurrently', 'concurrently --kill-others "npm run idle" "npm:preview"'],
  ['npm-run-all', 'run-s build "preview"'],
  ['npm-run-all, in parallel', 'run-p idle preview'],
  ['concurrently over a watcher', 'concurrently "npm run idle" "npm run watch"'],
] as const

test.each(firstIfShort(runners, 3))('a server below %s becomes ready and leaves nothing', async (_, dev) => {
  const app = await createChain(dev)
  // The child that ignores SIGTERM would make each stop take the whole time-out.
  await expectHello(app, 'npm run dev', { stopTimeoutMs: 500 })
  await app.remove()
})

test.each(firstIfShort(runners.slice(0, 4), 2))(
  'a server that throws below %s fails at once with its line',
  async (_, dev) => {
    const app = await createChain(dev.replace('concurrently "', 'concurrently --kill-others "'))
    await app.write({ 'server.mjs': serverThatThrows({ afterIdle: dev.includes('idle') }) })
    const { error, elapsedMs } = await failedStart(
      command('npm run dev', { cwd: app.directory, env: app.env, ready: '/' }),
    )
    expect(error).toMatchObject({
      code: 'E_EXITED_EARLY',
      output: expect.stringContaining('the database is not there'),
    })
    expect(elapsedMs).toBeLessThan(6000)
    await app.expectNothingLeft([])
    await app.remove()
  },
)

/**
 * A server that throws at once, or once its sibling is up: npm that gets SIGTERM in the moment in which it starts a script leaves that running, and whoever
 * runs both waits for it, with portside or without.
 */
function serverThatThrows({ afterIdle }: { readonly afterIdle: boolean }): string {
  const wait = `import { existsSync } from 'node:fs'
    while (!existsSync('idle')) await new Promise((resolve) => setTimeout(resolve, 20))`
  return `${afterIdle ? wait : ''}\nthrow new Error('the database is not there')`
}

/** Ends `portside run` while its command runs, in one way each. */
const ends = [
  ['the end of its command', () => undefined],
  ['SIGKILL', (child) => void child.kill('SIGKILL')],
  ['Ctrl-C twice', (child) => [1, 2].forEach(() => process.kill(-(child.pid ?? 0), 'SIGINT'))],
  ['SIGTERM', (child) => void child.kill('SIGTERM')],
] as const satisfies readonly (readonly [string, (child: RunningProgram['child']) => unknown])[]

test.each(firstIfShort(ends, 2))(
  'a chain of npm scripts leaves nothing after %s, and a second run passes',
  async (how, end) => {
    const app = await createChain('npm run build && npm run preview')
    const wait = how === 'the end of its command' ? '' : stay
    const first = runBeside(app, 'npm run dev', printAddress + wait)
    const [, url = ''] = await first.outputMatching(/^at (http\S+)/m)
    end(first.child)
    await first.ended
    await app.expectNothingLeft([url])
    const second = await runBeside(app, 'npm run dev', printAddress).ended
    expect(second.code, second.output).toBe(0)
    await app.expectNothingLeft([])
    await app.remove()
  },
)

// The cause is on standard output alone; the command is not there; a token is printed before the end.
test.each([
  ['the cause', `console.log('no config found'); setTimeout(() => process.exit(1), 500)`, 'no config found'],
  [
    'a masked token',
    `console.log('connecting to postgres://user:hunter2@db'); process.exit(1)`,
    'postgres://user:****@db',
  ],
])(
  'npm run with a program that prints %s and ends fails within 2 s of its end with that line',
  async (_, program, line) => {
    const app = await createChain('node broken.cjs')
    await app.write({ 'broken.cjs': program })
    const { error, elapsedMs } = await failedStart(
      command('npm run dev', { cwd: app.directory, env: app.env, ready: '/' }),
    )
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining(line) })
    expect(error.message).not.toContain('hunter2')
    expect(elapsedMs).toBeLessThan(4000)
    await app.remove()
  },
)

test('npm run with a command that is not installed fails at once and names it', async () => {
  const app = await createChain('no-such-tool --port 3000')
  const { error, elapsedMs } = await failedStart(
    command('npm run dev', { cwd: app.directory, env: app.env, ready: '/' }),
  )
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
  expect(error.message).toContain('A shell did not find `no-such-tool`')
  expect(elapsedMs).toBeLessThan(4000)
  await app.remove()
})

test('npm run with a server that compiles badly and answers 500 quotes its answer', async () => {
  const app = await createChain('node server.mjs')
  await app.write({
    'server.mjs': `
      import { createServer } from 'node:http'
      console.error('Failed to compile: ./page.tsx')
      createServer((_, response) => response.writeHead(500).end('Module not found: nowhere')).listen(process.env.PORT, process.env.HOST)`,
  })
  const definition = command('npm run dev', { cwd: app.directory, env: app.env, ready: '/', startTimeoutMs: 3000 })
  const error = await start(definition).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'E_NOT_READY', output: expect.stringContaining('Failed to compile') })
  expect((error as Error).message).toMatch(/500/)
  expect((error as Error).message).toContain('Module not found: nowhere')
  await app.expectNothingLeft([])
  await app.remove()
})
