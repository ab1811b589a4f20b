import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { noOwnNetwork } from '../chaos/support/namespace'
import { createApp } from './support/app'
import { besideAnother } from './support/beside-another'
import { expectHydrated, noBrowser } from './support/browser'
import { firstIfShort, isShort } from './support/form'
import { expectHello } from './support/hello'
import { nextEnv, nextPage, vitePage } from './support/pages'
import { skipNote } from './support/programs'
import type { ToolGroup } from './support/tools'

describe.each(firstIfShort(['vite', 'vite-4'] as const satisfies readonly ToolGroup[]))('%s', (group) => {
  test.skipIf(noBrowser !== undefined)(
    `serves a page whose modules load in Chromium, and a saved one${skipNote(noBrowser)}`,
    async () => {
      const app = await createApp(group, vitePage)
      await expectHello(app, 'npm run dev -- --port {port}', { urlHost: 'localhost' }, async (service) => {
        await expectHydrated(service.url)
        await app.write({ 'step.js': 'export const step = 2' })
        await expect.poll(async () => (await service.fetch('/step.js')).text(), { timeout: 20_000 }).toContain('= 2')
        // It restarts inside of its process, on the same port.
        await app.write({ 'vite.config.js': 'export default { define: { restarted: true } }' })
        await expectHydrated(service.url)
      })
      await app.remove()
    },
  )
})

describe('next dev', () => {
  test.skipIf(noBrowser !== undefined || isShort)(
    `takes PORT, and its page is hydrated in Chromium${skipNote(noBrowser)}`,
    async () => {
      const app = await createApp('next', nextPage)
      await expectHello(
        app,
        'npm run dev',
        { urlHost: 'localhost', env: nextEnv, expose: 'allow' },
        async (service) => {
          await expectHydrated(service.url)
        },
      )
      await app.remove()
    },
  )

  test.skipIf(isShort)('that cannot compile its page is not ready, and the error has the cause', async () => {
    const app = await createApp('next', {
      ...nextPage,
      'app/page.jsx': `import './nowhere'\nexport default () => <p />`,
    })
    const options = { urlHost: 'localhost', env: nextEnv, expose: 'allow', startTimeoutMs: 30_000 } as const
    const error = await expectHello(app, 'npm run dev', options).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'E_NOT_READY', output: expect.stringContaining('nowhere') })
    expect((error as Error).message).toMatch(/500 Internal Server Error/)
    await app.expectNothingLeft([])
    await app.remove()
  })
})

describe.skipIf(noOwnNetwork !== undefined)(
  `beside a server of somebody else on the usual port${skipNote(noOwnNetwork)}`,
  () => {
    test('Vite without a port option is at a wrong port, which the error names with the cure', async () => {
      const result = await besideAnother('vite', vitePage, { line: 'npm run dev' })
      expect(result).toMatchObject({ code: 'E_WRONG_PORT', asked: 0 })
      expect(result['message']).toMatch(/\b5174\b/)
      expect(result['message']).toContain('--port {port}')
      expect(result['elapsedMs']).toBeLessThan(20_000)
    })

    test.skipIf(isShort)('Vite is found where it is', async () => {
      const result = await besideAnother('vite', vitePage, { line: 'npm run dev', options: { port: 'discover' } })
      expect(result).toMatchObject({ code: 'none', isOther: false, asked: 0 })
      expect(result['text']).toContain('hello')
    })

    test.skipIf(isShort)('Vite with its fixed port is refused, and the owner is named', async () => {
      const settings = { line: 'npm run dev -- --strictPort', options: { port: 5173 } }
      expect(await besideAnother('vite', vitePage, settings)).toMatchObject({ code: 'E_PORT_IN_USE', asked: 0 })
    })

    test.skipIf(isShort)('next dev takes its leased port', async () => {
      const result = await besideAnother('next', nextPage, { line: 'npm run dev', otherPort: 3000 })
      expect(result).toMatchObject({ code: 'none', isOther: false, asked: 0 })
      expect(result['text']).toContain('hello')
    })
  },
)

const noIPv6 = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ? undefined : 'loopback has no IPv6'

describe.skipIf(noOwnNetwork !== undefined)(`on the other address of localhost${skipNote(noOwnNetwork)}`, () => {
  test.skipIf(noIPv6 !== undefined || isShort)(
    `Vite that listens on ::1 alone is at a wrong host, which the error names${skipNote(noIPv6)}`,
    async () => {
      const result = await besideAnother('vite', vitePage, { line: 'vite --host ::1 --port {port}' })
      expect(result).toMatchObject({ code: 'E_WRONG_HOST', asked: 0 })
      expect(result['message']).toContain('::1')
    },
  )

  test.skipIf(noIPv6 !== undefined || isShort)(
    `Vite is reached at ::1 where that is its host${skipNote(noIPv6)}`,
    async () => {
      const settings = { line: 'vite --host {host} --port {port}', options: { host: '::1' } }
      expect(await besideAnother('vite', vitePage, settings)).toMatchObject({ code: 'none', host: '::1', asked: 0 })
    },
  )
})
