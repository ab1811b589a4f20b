import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command, type ServerHandle, start, type StartedHandle } from '../../src/index'
import { expectGone } from '../support/expect-gone'
import { findProgram } from '../support/find-program'
import { serverPath } from '../support/server-path'

const gunicorn = findProgram('gunicorn')
const uvicorn = findProgram('uvicorn')
const puma = findProgram('puma')
const nginx = findProgram('nginx')
const cwd = dirname(serverPath('wsgi_app.py'))
// Python writes its cache beside the app otherwise.
const env = { PYTHONDONTWRITEBYTECODE: '1' }

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  // nginx's workers are another user.
  chmodSync(directory, 0o755)
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Asks a server for its hello, stops it, and proves that it has gone. */
async function expectHello(server: StartedHandle<ServerHandle>): Promise<void> {
  expect(await (await server.fetch('/')).text()).toBe('hello')
  await server.stop()
  await expectGone(server)
}

describe('a listening socket is taken by', () => {
  test.skipIf(gunicorn === undefined)('gunicorn', async () => {
    await expectHello(await start(command([gunicorn ?? '', 'wsgi_app:app'], { cwd, env, port: 'inherit', ready: '/' })))
  })

  test.skipIf(uvicorn === undefined)('uvicorn', async () => {
    const argv = [uvicorn ?? '', '--fd', '3', 'wsgi_app:asgi']
    await expectHello(await start(command(argv, { cwd, env, port: 'inherit', ready: '/' })))
  })

  test.skipIf(puma === undefined)('puma', async () => {
    const argv = [puma ?? '', '--bind', 'tcp://{host}:{port}', serverPath('hello.ru')]
    await expectHello(await start(command(argv, { cwd: directory, port: 'inherit', ready: '/' })))
  })

  test.skipIf(nginx === undefined)('nginx', async () => {
    // It finds an inherited socket by the address in its configuration.
    const write = (_: unknown, { host, port }: { host: string; port: number }) => {
      writeFileSync(
        join(directory, 'nginx.conf'),
        readFileSync(serverPath('nginx.conf'), 'utf8').replace('ADDRESS', `${host}:${port}`),
      )
      return { NGINX: '3;' }
    }
    const argv = [nginx ?? '', '-p', directory, '-c', 'nginx.conf']
    await expectHello(await start(command(argv, { env: write, port: 'inherit', ready: '/', stopSignal: 'SIGQUIT' })))
  })
})
