// A chain of services in Playwright Test: database, migration, API, web, and a global setup of the user that logs in through it.

/** A server of the chain: it notes its start, and answers by `answer`. */
const server = (name: string, answer: string) => `
  import { appendFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  const { API_URL, DATABASE_URL, HOST, PORT } = process.env
  let schema
  const server = createServer(async (request, response) => { ${answer} })
  server.listen(PORT, HOST, () => appendFileSync('order', '${name}\\n'))`

/** The files of the folder `chain`: its servers and its global setup note their start in `order`. */
export const chainFiles = {
  'chain/db.mjs': server(
    'db',
    `if (request.method === 'PUT') schema = 'users'
    response.statusCode = schema === undefined && request.url === '/users' ? 500 : 200
    response.end('ana')`,
  ),
  'chain/migrate.mjs': `
    import { appendFileSync } from 'node:fs'
    if (process.env.IS_BROKEN) throw new Error('column "nmae" does not exist')
    await fetch(process.env.DATABASE_URL, { method: 'PUT' })
    appendFileSync('order', 'migrate\\n')`,
  'chain/api.mjs': server(
    'api',
    `response.end(request.url === '/' ? '' : await (await fetch(DATABASE_URL + '/users')).text())`,
  ),
  'chain/web.mjs': server(
    'web',
    `if (request.url === '/login') return response.writeHead(204, { 'set-cookie': 'session=1; HttpOnly; Path=/' }).end()
    if (request.url === '/') return response.end()
    response.statusCode = request.headers.cookie === 'session=1' ? 200 : 401
    response.end('hello ' + (await (await fetch(API_URL + '/users')).text()))`,
  ),
  'chain/services.ts': `
    import { command, defineServices, task } from 'portside'
    const node = (name: string) => ['node', name + '.mjs', process.env.MARK!]
    const db = command(node('db'), { ready: '/' })
    const address = ({ db }: { db: { url: string } }) => ({ DATABASE_URL: db.url })
    const migrate = task(node('migrate'), { needs: { db }, env: address })
    const api = command(node('api'), { needs: { db, migrate }, env: address, ready: '/users' })
    const web = command(node('web'), { needs: { api }, env: ({ api }) => ({ API_URL: api.url }), ready: '/', urlHost: 'localhost' })
    export default defineServices({ db, migrate, api, web }, { env: ({ web }) => ({ WEB_URL: web.url }) })`,
  'chain/own-setup.ts': `
    import { appendFileSync } from 'node:fs'
    import { request } from '@playwright/test'
    export default async () => {
      appendFileSync('order', 'own setup\\n')
      const context = await request.newContext({ baseURL: process.env.WEB_URL })
      await context.post('/login')
      await context.storageState({ path: 'state.json' })
    }`,
  'chain/playwright.config.ts': `
    import { defineConfig } from '@playwright/test'
    import { portside } from 'portside/playwright'
    export default defineConfig(portside({ services: './services.ts' }), {
      reporter: 'list', globalSetup: './own-setup.ts', use: { storageState: 'state.json' },
    })`,
  'chain/a.spec.ts': `
    import { expect } from '@playwright/test'
    import { withServices } from 'portside/playwright'
    import services from './services'
    const test = withServices(services, { baseURL: 'web' })
    test('is logged in', async ({ request, web }) => {
      expect(await (await request.get('/me')).text()).toBe('hello ana')
      expect(web.url).toBe(process.env.WEB_URL)
      expect(web.port).toBeGreaterThan(1023)
    })`,
}
