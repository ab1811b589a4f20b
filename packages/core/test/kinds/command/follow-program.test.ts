import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'
import { listed, supervise } from '../../support/supervised'

// A machine that is busy takes its time to start a program.
vi.setConfig({ testTimeout: 40_000 })

const source = readFileSync(serverPath('throws-at-start.mjs'), 'utf8')
const directories: string[] = []
let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  directories.push(directory)
  writeFileSync(join(directory, 'server.mjs'), source)
})
afterAll(() => directories.forEach((path) => rmSync(path, { recursive: true })))

const watched = (cwd: string) => command('node --watch server.mjs', { cwd, ready: '/' })
/** The file as a user would save it, with another answer. */
const save = (text: string) =>
  writeFileSync(join(directory, 'server.mjs'), source.replace(`end('ok')`, `end('${text}')`))

/** A server that answers its probe once, and ends. */
const once = `
  import { writeFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  writeFileSync('began', '')
  createServer((request, response) => {
    if (request.url === '/ready') response.end('ok', () => setImmediate(() => process.exit(3)))
  }).listen(process.env.PORT, process.env.HOST)`

/** Waits until the service answers with `text`. */
async function expectAnswer(api: { fetch: (path: string) => Promise<Response> }, text: string): Promise<void> {
  const answer = async () => (await api.fetch('/')).text()
  await expect.poll(() => answer().catch(() => undefined), { timeout: 20_000 }).toBe(text)
}

describe.skipIf(process.platform !== 'linux')('a program under a watcher, which only Linux shows', () => {
  test('has crashed when it ends and no other one begins within a second, and is ready again after the next save', async () => {
    await using api = await start(watched(directory))
    const error = await errorOf(api.fetch('/die'))
    expect(error).toMatchObject({ code: 'E_CRASHED' })
    expect(error.summary).toMatch(
      /^the program under `\S*node --watch server\.mjs` exited with code 3, \d+\.\d s after/,
    )
    expect(await errorOf(api.fetch('/'))).toMatchObject({ code: 'E_CRASHED' })
    save('again')
    await expectAnswer(api, 'again')
    expect(await errorOf(api.fetch('/die'))).toMatchObject({ code: 'E_CRASHED' })
  })

  test('is restarted by a save, and requests wait for it', async () => {
    await using api = await start(watched(directory))
    expect(await (await api.fetch('/')).text()).toBe('ok')
    save('new')
    await expect.poll(async () => (await api.fetch('/')).text(), { timeout: 20_000, interval: 5 }).toBe('new')
  })

  test('has crashed as well when it ends as soon as it is ready again', async () => {
    await using api = await start(command('node --watch server.mjs', { cwd: directory, ready: '/ready' }))
    writeFileSync(join(directory, 'server.mjs'), once)
    const began = join(directory, 'began')
    await expect.poll(() => existsSync(began), { timeout: 20_000, interval: 5 }).toBe(true)
    expect(await errorOf(api.fetch('/'))).toMatchObject({ code: 'E_CRASHED' })
  })

  test('has crashed when it comes back on another port of its own choice', async () => {
    const anywhere = source.replace('process.env.PORT', '0')
    writeFileSync(join(directory, 'server.mjs'), anywhere)
    await using api = await start(command('node --watch server.mjs', { cwd: directory, port: 'discover', ready: '/' }))
    writeFileSync(join(directory, 'server.mjs'), `import './began.mjs'\n${anywhere}`)
    writeFileSync(join(directory, 'began.mjs'), `import { writeFileSync } from 'node:fs'\nwriteFileSync('began', '')`)
    await expect.poll(() => existsSync(join(directory, 'began')), { timeout: 20_000, interval: 5 }).toBe(true)
    const error = await errorOf(api.fetch('/'))
    expect(error).toMatchObject({ code: 'E_CRASHED' })
    expect(error.summary).toMatch(/^its program has come back on 127\.0\.0\.1:\d+, and not on 127\.0\.0\.1:\d+,/)
    await api.restart()
    expect(await (await api.fetch('/')).text()).toBe('ok')
  })

  test.for([
    ['python3', 'shares-its-socket.py'],
    ['perl', 'shares-its-socket.pl'],
  ])(
    'has crashed, although its watcher keeps the listening socket (%s)',
    async ([interpreter = '', server = ''], { skip }) => {
      const program = findProgram(interpreter)
      skip(program === undefined, `${interpreter} is missing`)
      await using api = await start(command([program ?? '', serverPath(server), '--reload'], { ready: '/' }))
      expect(await errorOf(api.fetch('/die'))).toMatchObject({ code: 'E_CRASHED' })
      expect(await errorOf(api.fetch('/'))).toMatchObject({ code: 'E_CRASHED' })
    },
  )

  test('has crashed for a worker, too, and is ready again for its next test', async () => {
    const run = await supervise()
    const definition = watched(directory)
    const file = await run.addFile('services.mjs', { api: definition })
    const worker = run.worker()
    const share = await worker(listed(file, 'api', definition), {})
    const api = share?.handle as { fetch: (path: string) => Promise<Response> }
    expect(await errorOf(api.fetch('/die'))).toMatchObject({ code: 'E_CRASHED' })
    save('again')
    await expectAnswer(api, 'again')
    expect(share?.crash.aborted).toBe(false)
    await share?.release()
    await run.close()
  })
})
