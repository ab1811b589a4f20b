import { expect, test } from 'vitest'
import type { ServerHandle, StartedHandle } from '../../packages/core/src/index'
import { createApp } from './support/app'
import { expectHello } from './support/hello'

const server = `
  import { createServer } from 'node:http'
  import { readFile } from 'node:fs/promises'
  createServer(async (request, response) => {
    if (request.url !== '/style.css') return response.end('hello')
    response.end(await readFile('style.css', 'utf8').catch(() => ''))
  }).listen(process.env.PORT, process.env.HOST)`

/** Asks until a file has a text. */
async function expectText(service: StartedHandle<ServerHandle>, path: string, text: string): Promise<void> {
  const read = async () => (await service.fetch(path)).text()
  await expect.poll(read, { timeout: 30_000 }).toContain(text)
}

test('esbuild --serve --watch serves its bundle, and the next one after a save', async () => {
  const app = await createApp('bundlers', {
    'app.js': `import { text } from './text.js'\nconsole.log(text)`,
    'text.js': `export const text = 'hello'`,
  })
  const line = 'esbuild app.js --bundle --outfile=out.js --serve={host}:{port} --watch'
  await expectHello(app, line, { ready: '/out.js' }, async (service) => {
    const { port } = service
    await expectText(service, '/out.js', 'hello')
    await app.write({ 'text.js': `export const text = 'bye'` })
    await expectText(service, '/out.js', 'bye')
    expect(service.port).toBe(port)
  })
  await app.remove()
})

test('tailwind --watch beside a server, by concurrently', async () => {
  const dev = 'concurrently --kill-others "tailwindcss -i in.css -o style.css --watch" "node server.mjs"'
  const app = await createApp('bundlers', {
    'package.json': JSON.stringify({ private: true, scripts: { dev } }),
    'in.css': '@import "tailwindcss";',
    'page.html': '<p class="underline">hello</p>',
    'server.mjs': server,
  })
  await expectHello(app, 'npm run dev', {}, async (service) => {
    await expectText(service, '/', 'hello')
    await expectText(service, '/style.css', 'underline')
    await app.write({ 'page.html': '<p class="font-bold">hello</p>' })
    await expectText(service, '/style.css', 'font-weight')
  })
  await app.remove()
})
