import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { firstIfShort, isShort } from './support/form'
import { expectHello } from './support/hello'

const node = `
  import { createServer } from 'node:http'
  import process from 'node:process'
  createServer((request, response) => {
    if (request.url === '/die') process.exit(3)
    response.end('hello')
  }).listen(Number(process.env.PORT), process.env.HOST)`
const failing = `
  Deno.serve({ port: Number(Deno.env.get('PORT')), hostname: Deno.env.get('HOST') }, ({ url }) => {
    if (url.endsWith('/fail')) setTimeout(() => { throw new Error('the database is gone') }, 100)
    return new Response(url.endsWith('/fail') ? 'fails' : 'hello')
  })`
const broken = `
  import { writeFileSync } from 'node:fs'
  writeFileSync('died', String(Date.now()))
  throw new Error('the database is not there')`
const files = {
  'server.ts': node,
  'deno.ts': `Deno.serve({ port: Number(Deno.env.get('PORT')), hostname: Deno.env.get('HOST') }, () => new Response('hello'))`,
  'fetch.ts': `export default { fetch: () => new Response('hello') }`,
  'bun.ts': `Bun.serve({ port: process.env.PORT, hostname: process.env.HOST, fetch: () => new Response('hello') })`,
  'package.json': JSON.stringify({ scripts: { deno: 'deno run -A deno.ts', bun: 'bun run server.ts' } }),
}

test.each(
  firstIfShort(
    [
      'deno run -A server.ts',
      'bun server.ts',
      'npm run deno',
      'deno serve --port {port} --host {host} fetch.ts',
      'deno run -A deno.ts',
      'bun bun.ts',
      'bun run bun',
      'bun --hot bun.ts',
    ],
    3,
  ),
)('%s answers on its port and leaves nothing', async (line) => {
  const app = await createApp('runtimes', files)
  await expectHello(app, line)
  await app.remove()
})

describe.each(firstIfShort(['deno run -A --watch', 'bun --watch']))('%s', (line) => {
  test('a program that fails at start is named at once, and fails after the quiet', async () => {
    const app = await createApp('runtimes', { 'server.ts': broken })
    const { error, findings, namedAtMs } = await failedStart(
      command(`${line} server.ts`, { cwd: app.directory, env: app.env, ready: '/' }),
    )
    expect(findings[0]).toMatch(
      /^service: the program inside `.*(deno|bun).*` has failed:\n.*the database is not there/s,
    )
    expect(error).toMatchObject({
      code: 'E_EXITED_EARLY',
      output: expect.stringContaining('the database is not there'),
    })
    const diedAtMs = Number(await readFile(join(app.directory, 'died'), 'utf8'))
    expect(namedAtMs - diedAtMs).toBeLessThan(3000)
    await app.expectNothingLeft([])
    await app.remove()
  })

  test.skipIf(isShort)('a save restarts it on the same port', async () => {
    const app = await createApp('runtimes', { 'server.ts': node })
    await expectHello(app, `${line} server.ts`, {}, async (service) => {
      expect(await (await service.fetch('/')).text()).toBe('hello')
      await app.write({ 'server.ts': node.replace('hello', 'bye') })
      const answer = async () => (await service.fetch('/')).text()
      await expect.poll(() => answer().catch(() => 'none'), { timeout: 30_000 }).toBe('bye')
    })
    await app.remove()
  })
})

test('a program that fails under deno --watch after it was ready is named by the next request, and a save brings it back', async () => {
  const app = await createApp('runtimes', { 'server.ts': failing })
  await expectHello(app, 'deno run -A --watch server.ts', {}, async (service) => {
    expect(await (await service.fetch('/fail')).text()).toBe('fails')
    await expect.poll(() => service.output(), { timeout: 10_000 }).toContain('Process failed')
    const error: unknown = await service.fetch('/').catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'E_CRASHED',
      summary: expect.stringContaining('no longer listens'),
      output: expect.stringMatching(/the database is gone[^]*Process failed/),
    })
    await app.write({ 'server.ts': node })
    const answer = async () => (await service.fetch('/')).text()
    await expect.poll(() => answer().catch(() => 'none'), { timeout: 30_000 }).toBe('hello')
  })
  await app.remove()
})

test.skipIf(isShort)('bun --watch ends with its program, which is a crash, as in a terminal', async () => {
  const app = await createApp('runtimes', { 'server.ts': node })
  const definition = command('bun --watch server.ts', { cwd: app.directory, env: app.env, ready: '/' })
  const service = await start(definition)
  await expect(service.fetch('/die')).rejects.toMatchObject({ code: 'E_CRASHED' })
  await service.stop()
  await app.expectNothingLeft([service.url])
  await app.remove()
})
