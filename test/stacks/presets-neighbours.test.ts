// Presets beside servers of somebody else, and where `localhost` is another address.
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { noOwnNetwork } from '../chaos/support/namespace'
import { besideAnother, type Neighbourhood } from './support/beside-another'
import { firstIfShort, isShort } from './support/form'
import {
  angularPage,
  astroPage,
  nextPage,
  nuxtPage,
  reactRouterPage,
  storybookPage,
  svelteKitPage,
  vitePage,
  webpackPage,
} from './support/pages'
import { ownHome } from './support/own-home'
import { missing, missingInPython, python, skipNote } from './support/programs'
import { asgiApp, djangoProject } from './support/python-apps'
import type { ToolGroup } from './support/tools'

const noIPv6 = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ? undefined : 'loopback has no IPv6'

const noScript = missing('script')

interface Neighbour {
  readonly preset: string
  readonly tools?: ToolGroup
  readonly files: Readonly<Record<string, string>>
  /** The usual port of the tool, which its configuration names as well. */
  readonly usual: number
  readonly options?: object
  readonly reason?: string | undefined
}

const interpreter = { interpreter: python }
const flaskApp = `from flask import Flask\napp = Flask(__name__)\napp.get('/', endpoint='home')(lambda: 'hello')\n`

/** Each tool with its usual port in its own configuration. */
const neighbours: readonly Neighbour[] = [
  {
    preset: 'vite',
    tools: 'vite',
    usual: 5173,
    files: { ...vitePage, 'vite.config.js': 'export default { server: { port: 5173, open: true } }' },
  },
  {
    preset: 'flask',
    usual: 5000,
    files: { 'app.py': flaskApp, '.flaskenv': 'FLASK_RUN_PORT=5000\n' },
    options: interpreter,
    reason: missingInPython('flask'),
  },
  {
    preset: 'rackup',
    usual: 9292,
    files: { 'config.ru': `run ->(_) { [200, {}, ['hello']] }\n`, 'config/puma.rb': 'port 9292\n' },
    reason: missing('rackup') ?? missing('puma'),
  },
  { preset: 'next', tools: 'next', usual: 3000, files: { ...nextPage, '.env.local': 'PORT=3000\n' } },
  {
    preset: 'astro',
    tools: 'astro',
    usual: 4321,
    files: { ...astroPage, 'astro.config.mjs': 'export default { server: { port: 4321 } }' },
  },
  {
    preset: 'nuxt',
    tools: 'nuxt',
    usual: 3000,
    files: {
      ...nuxtPage,
      'nuxt.config.js':
        "export default defineNuxtConfig({ compatibilityDate: '2025-07-15', devServer: { port: 3000 } })",
    },
  },
  { preset: 'storybook', tools: 'storybook', usual: 6006, files: storybookPage, options: { env: ownHome() } },
  {
    preset: 'svelteKit',
    tools: 'svelte-kit',
    usual: 5173,
    files: {
      ...svelteKitPage,
      'vite.config.js': `
        import { sveltekit } from '@sveltejs/kit/vite'
        export default { plugins: [sveltekit()], server: { port: 5173, open: true } }`,
    },
  },
  { preset: 'reactRouter', tools: 'react-router', usual: 5173, files: reactRouterPage },
  { preset: 'webpack', tools: 'webpack', usual: 8080, files: webpackPage },
  {
    preset: 'django',
    usual: 8000,
    files: djangoProject,
    options: interpreter,
    reason: missingInPython('django'),
  },
  {
    preset: 'uvicorn',
    usual: 8000,
    files: { 'main.py': asgiApp },
    options: { ...interpreter, env: { UVICORN_PORT: '8000' } },
    reason: missingInPython('uvicorn'),
  },
  {
    preset: 'gunicorn',
    usual: 8000,
    files: {
      'app.py': `def app(environ, start):\n    start('200 OK', [])\n    return [b'hello']\n`,
      'gunicorn.conf.py': "bind = '127.0.0.1:8000'\n",
    },
    options: interpreter,
    reason: missingInPython('gunicorn'),
  },
  { preset: 'angular', tools: 'angular', usual: 4200, files: angularPage },
]

/** Short form: one for pages, one for Python. */
for (const { preset, tools, usual, files, options, reason } of firstIfShort(neighbours, 2))
  describe.skipIf((noOwnNetwork ?? reason) !== undefined)(`${preset}()${skipNote(noOwnNetwork ?? reason)}`, () => {
    const settings: Neighbourhood = { preset, otherPort: usual, options: options ?? {} }

    test('has a leased port although its configuration names one that somebody else has', async () => {
      const result = await besideAnother(tools, files, settings)
      expect(result).toMatchObject({ code: 'none', host: '127.0.0.1', byName: 200, isOther: false, asked: 0 })
      expect(result['text']).toContain('hello')
    })

    test.skipIf(isShort || noScript !== undefined)(
      `asks no question where the runner has a terminal${skipNote(noScript)}`,
      async () => {
        const result = await besideAnother(tools, files, { ...settings, hasTerminal: true })
        expect(result).toMatchObject({ code: 'none', hasTerminal: true, isOther: false, asked: 0 })
      },
    )

    test('answers at its URL where `localhost` is ::1 first', async () => {
      const hosts = '::1 localhost\n127.0.0.1 localhost\n'
      const result = await besideAnother(tools, files, { ...settings, hosts })
      expect(result).toMatchObject({ code: 'none', host: '127.0.0.1', byName: 200 })
    })

    test.skipIf(noIPv6 !== undefined)('answers at its URL where `localhost` is ::1 alone', async () => {
      const result = await besideAnother(tools, files, { ...settings, hosts: '::1 localhost\n' })
      const isNamed = String(result['url']).includes('localhost')
      expect(result).toMatchObject({ code: 'none', host: isNamed ? '::1' : '127.0.0.1', byName: 200 })
    })

    test('answers at its URL where loopback has no IPv6', async () => {
      const result = await besideAnother(tools, files, { ...settings, hasIPv6: false })
      expect(result).toMatchObject({ code: 'none', host: '127.0.0.1', byName: 200 })
    })
  })
