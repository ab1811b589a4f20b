import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { command, defineService, type ServerHandle, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

interface Self {
  readonly environment: Record<string, string>
  readonly argv: string[]
}

/** Returns the data that an echo server has of itself, and stops it. */
async function ask(api: ServerHandle<string> & { stop: () => Promise<void> }): Promise<Self> {
  const self = (await (await api.fetch('/')).json()) as Self
  await api.stop()
  await expectGone(api)
  return self
}

describe('command', () => {
  test('names the `envFile` that cannot be read', async () => {
    const error = await errorOf(start(command('node server.js', { envFile: '/nowhere/.env' })))
    expect(error).toMatchObject({ code: 'E_SPAWN_FAILED', summary: 'its `envFile` /nowhere/.env could not be read' })
    expect(error.evidence).toEqual([expect.stringContaining('ENOENT')])
  })

  test('refuses what cannot be meant when it is defined', () => {
    const wrong = { existing: 'nonsense', stopSignal: 'SIGTERN' as NodeJS.Signals }
    expect(() => command('node', { existing: wrong.existing })).toThrow('Expected `existing` to be a URL with a host')
    expect(() => command('node', { stopSignal: wrong.stopSignal })).toThrow('Expected `stopSignal` to be')
  })

  test('fills in placeholders and sets PORT, HOST and the named ports', async () => {
    const api = await start(
      command([...echo, '{host}:{port}', '{url}/x', '{port:mailUi}'], { ports: { mailUi: 'lease' } }),
    )
    const { port, ports, urls } = api
    const { environment, argv } = await ask(api)
    expect(argv).toEqual([`127.0.0.1:${port}`, `http://127.0.0.1:${port}/x`, String(ports.mailUi)])
    expect(environment).toMatchObject({ PORT: String(port), HOST: '127.0.0.1', MAIL_UI_PORT: String(ports.mailUi) })
    expect(urls.mailUi).toBe(`http://127.0.0.1:${ports.mailUi}`)
  })

  test('listens on ::1 when asked to', async () => {
    const api = await start(command(echo, { host: '::1' }))
    expect(api.url).toBe(`http://[::1]:${api.port}`)
    expect((await ask(api)).environment).toMatchObject({ HOST: '::1' })
  })

  test('merges the environment: inherited, then the file, then env, of which undefined removes', async () => {
    writeFileSync(join(directory, '.env'), 'FROM_FILE=file\nTO_REMOVE=file\nBOTH=file\n')
    const db = defineService({ start: () => ({ url: 'db-url' }) })
    const env = ({ db }: { db: { url: string } }) => ({
      DATABASE_URL: db.url,
      BOTH: 'env',
      TO_REMOVE: undefined,
      NUMBER: 1,
    })
    const { environment } = await ask(
      await start(command(echo, { needs: { db }, envFile: '.env', env }), { directory }),
    )
    expect(environment).toMatchObject({ FROM_FILE: 'file', BOTH: 'env', DATABASE_URL: 'db-url', NUMBER: '1' })
    expect(environment).not.toHaveProperty('TO_REMOVE')
  })

  test('does not pass on what the test runner put into the environment for itself', async () => {
    expect(process.env).toHaveProperty('VITEST')
    const { environment } = await ask(await start(command(echo)))
    const own = Object.keys(environment).filter((name) => /^(VITEST|BASE_URL$|MODE$|DEV$|PROD$|SSR$|TEST$)/.test(name))
    expect(own).toEqual([])
  })

  test('has its working directory from `cwd`, from the folder given otherwise', async () => {
    writeFileSync(join(directory, 'relative.mjs'), `await import(${JSON.stringify(serverPath('echo.mjs'))})`)
    await ask(await start(command('node relative.mjs'), { directory }))
    await ask(await start(command('node relative.mjs', { cwd: directory })))
  })

  test('masks secrets and passwords of URLs in output and errors', async () => {
    const script = 'console.log(process.env.KEY, process.env.URL); process.exit(1)'
    const env = { KEY: 'hunter2', URL: 'postgres://me:pa55@127.0.0.1/db' }
    const error = await errorOf(start(command(['node', '-e', script], { env, redact: ['hunter2'] })))
    expect(error.message).toContain('**** postgres://me:****@127.0.0.1/db')
    expect(error.message).not.toMatch(/hunter2|pa55/)
  })

  test('uses what is running already instead of starting it', async () => {
    const running = await start(command(echo))
    const api = await start(command('no-such-program', { existing: running.url, ready: '/health' }))
    expect(api).toMatchObject({ url: running.url, port: running.port, pid: undefined })
    await api.stop()
    expect((await running.fetch('/')).status).toBe(200)
    await ask(running)
  })

  test('runs without a port, and has no address then', async () => {
    const script = 'console.log("consuming"); setInterval(() => {}, 1000)'
    const worker = await start(command(['node', '-e', script], { port: 'none', ready: /consuming/ }))
    expect(worker).not.toHaveProperty('url')
    expect(await worker.output()).toContain('consuming')
    await worker.stop()
    await expectGone(worker)
  })

  test('waits for output, beginning with what is kept', async () => {
    const api = await start(command(echo))
    expect(await api.waitForOutput(/listening on (\d+)/)).toEqual([`listening on ${api.port}`, String(api.port)])
    expect((await errorOf(api.waitForOutput(/never/, { timeoutMs: 50 }))).code).toBe('E_NOT_READY')
    const waiting = errorOf(api.waitForOutput(/never/))
    await api.stop()
    expect((await waiting).summary).toContain('it ended first')
  })

  test('fetches only from its own service', async () => {
    const api = await start(command(echo))
    await expect(api.fetch('http://127.0.0.1:1/')).rejects.toThrow(TypeError)
    const form = new FormData()
    form.set('name', 'value')
    expect(await api.fetch('/', { method: 'POST', body: form })).toBeInstanceOf(Response)
    await ask(api)
  })
})
