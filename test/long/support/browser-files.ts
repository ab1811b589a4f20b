import { chromium } from '../../support/playwright-project'

/** A server that a page may ask, which answers with its pid. */
export const server = `
  import { createServer } from 'node:http'
  createServer((request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.end(String(process.pid))
  }).listen(process.env.PORT, process.env.HOST)`

const config = (provide: string, file = 'services') => `
  import { playwright } from '@vitest/browser-playwright'
  import { portside } from 'portside/vitest'
  import { defineConfig } from 'vitest/config'
  ${browser}
  export default defineConfig({
    plugins: [portside({ services: './${file}.ts', provide: [${provide === '' ? '' : `'${provide}'`}] })],
    test: { include: ['tests/*.test.ts'], browser },
  })
  `

const browser = `
  const browser = {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({ launchOptions: { executablePath: '${chromium}', args: ['--no-sandbox'] } }),
    instances: [{ browser: 'chromium' as const }],
  }`

/** The files of a project with tests in pages: a configuration for each services file or option. */
export const browserFiles = {
  'package.json': '{ "private": true, "type": "module" }',
  'tsconfig.json': `{
    "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "strict": true, "noEmit": true, "skipLibCheck": true },
    "include": ["provided.d.ts", "tests/types.test.ts", "*.config.ts"]
  }`,
  'services.ts': `
    import { appendFileSync } from 'node:fs'
    import { command, defineServices, task } from 'portside'
    const begun = task(() => appendFileSync(process.env.STARTED!, 'api '))
    const api = command(['node', 'server.mjs', process.env.MARK!], { needs: { begun }, watch: ['server.mjs'] })
    const perFile = command(['node', 'server.mjs', process.env.MARK!], { scope: 'file' })
    const broken = command('node -e process.exitCode=3', { needs: { api } })
    export default defineServices({ api, perFile, broken })`,
  'variables.ts': `
    import { defineServices } from 'portside'
    import services from './services'
    const { api } = services
    export default defineServices({ api }, { env: ({ api }) => ({ API_URL: api.url, VITE_MODE_OF_API: 'test' }) })`,
  'workers.ts': `
    import { command, defineServices } from 'portside'
    const api = command(['node', 'server.mjs', process.env.MARK!], { scope: 'worker' })
    export default defineServices({ api }, { env: ({ api }) => ({ API_URL: api.url }) })`,
  'provided.d.ts': `
    import type { ProvidedServices } from 'portside/vitest'
    import type services from './services'
    declare module 'vitest' {
      interface ProvidedContext {
        portside: ProvidedServices<typeof services, 'api'>
      }
    }`,
  'page.config.ts': config('api'),
  'broken.config.ts': config('broken'),
  'unknown.config.ts': config('nothing'),
  'narrow.config.ts': config('perFile'),
  'variables.config.ts': config('', 'variables'),
  'workers.config.ts': config('', 'workers'),
  'both.config.ts': `
    import { playwright } from '@vitest/browser-playwright'
    import { portside } from 'portside/vitest'
    import { defineConfig } from 'vitest/config'
    ${browser}
    export default defineConfig({
      plugins: [portside({ services: './services.ts', provide: ['api'] })],
      test: {
        projects: [
          { extends: true, test: { name: 'page', include: ['tests/*.page.test.ts'], browser } },
          { extends: true, test: { name: 'node', include: ['tests/*.node.test.ts'] } },
        ],
      },
    })`,
}
