import { optionRules } from '@portside/errors'
import type { PresetSource } from './preset-source'

/** The value with which tools serve pages for development, whatever a test runner has set. */
const development = { NODE_ENV: 'development' }

export const viteSource: PresetSource = {
  name: 'vite',
  npm: 'vite',
  from: '3.0',
  address: ['--port', '{port}', '--strictPort', '--host', '{host}'],
  // A second one in the folder of the developer's is meant, and both work with one cache.
  since: [{ version: '8.4', words: ['--bypass-lock'] }],
  scripts: ['', 'dev', 'serve', 'preview'],
  urlHost: 'localhost',
  env: development,
}

export const nextSource: PresetSource = {
  name: 'next',
  npm: 'next',
  from: '13.0',
  command: ['dev'],
  address: ['--port', '{port}', '--hostname', '{host}'],
  aliases: ['-p', '-H'],
  scripts: ['', 'dev', 'start'],
  urlHost: 'localhost',
  warm: ['/'],
  // The file of a page that does not compile; errors at run time have other lines.
  failed: /^ ?⨯ \.{1,2}\/\S+.*$/m,
  env: { ...development, NEXT_TELEMETRY_DISABLED: 1 },
  hints: [
    {
      pattern: /Another .*next dev.* is already running/,
      hint: "Next.js allows one server for each `distDir`. Use the one that runs, with `existing: 'http://…'`; or set `distDir: process.env.NEXT_DIST_DIR` in next.config, and `env: { NEXT_DIST_DIR: '.next-test' }` here.",
    },
  ],
}

export const nuxtSource: PresetSource = {
  name: 'nuxt',
  npm: 'nuxt',
  from: '3.0',
  command: ['dev'],
  scriptPrograms: ['nuxi'],
  address: ['--port', '{port}', '--host', '{host}'],
  aliases: ['-p', '-h'],
  urlHost: 'localhost',
  warm: ['/'],
  failed: /Cannot start nuxt:.*|Failed to load url .*|Failed to resolve import .*/,
  env: { ...development, NUXT_TELEMETRY_DISABLED: 1, NUXT_IGNORE_LOCK: 1 },
}

export const astroSource: PresetSource = {
  name: 'astro',
  npm: 'astro',
  from: '3.0',
  command: ['dev'],
  address: ['--port', '{port}', '--host', '{host}'],
  scripts: ['', 'dev', 'preview'],
  urlHost: 'localhost',
  failed: /\[ERROR\] Could not import .*/,
  env: { ...development, ASTRO_TELEMETRY_DISABLED: 1, ASTRO_DISABLE_UPDATE_CHECK: 'true' },
  hints: [
    {
      pattern: /astro .*--port\b.*--port\b/,
      hint: 'The script has `--port` of its own, and Astro ignores two: remove it from the script.',
    },
  ],
}

export const angularSource: PresetSource = {
  name: 'angular',
  npm: '@angular/cli',
  program: 'ng',
  from: '17.0',
  command: ['serve'],
  address: ['--port', '{port}', '--host', '{host}'],
  scripts: ['serve', 's', 'dev'],
  urlHost: 'localhost',
  failed: /Application bundle generation failed.*/,
  env: { ...development, NG_CLI_ANALYTICS: 'false' },
}

/** The presets whose tools scripts of `package.json` start. */
export const npmSources: readonly PresetSource[] = [viteSource, nextSource, nuxtSource, astroSource, angularSource]

/** Own options of presets that Python runs. */
export interface PythonOptions {
  /** The Python that runs the tool: a path or a program. @default that of the project's virtual environment, else `python3` */
  readonly interpreter?: string
  /** Whether the tool starts the app again when its files change. @default false */
  readonly reload?: boolean
}

const pythonRules = { interpreter: optionRules.text, reload: optionRules.flag }

/** Own options of `flask()`. */
export interface FlaskOptions extends PythonOptions {
  /** The app: a module or a file, such as `'shop:create_app'`. @default Flask looks for `app.py` and `wsgi.py` */
  readonly app?: string
}

export const flaskSource: PresetSource<FlaskOptions> = {
  name: 'flask',
  python: 'flask',
  from: '1.0',
  command: ['-m', 'flask', 'run'],
  address: ['--host', '{host}', '--port', '{port}'],
  aliases: ['-h', '-p', '--reload', '--no-reload'],
  options: { ...pythonRules, app: optionRules.text },
  words: ({ app, reload = false }) => ({
    args: [reload ? '--reload' : '--no-reload'],
    env: app === undefined ? {} : { FLASK_APP: app },
  }),
}

/** Own options of `django()`. */
export interface DjangoOptions extends PythonOptions {
  /** The script that manages the project, from the working directory. @default 'manage.py' */
  readonly manage?: string
  /** The module of the settings. @default that of `manage.py` */
  readonly settings?: string
}

export const djangoSource: PresetSource<DjangoOptions> = {
  name: 'django',
  python: 'django',
  from: '2.0',
  address: ['{host}:{port}'],
  aliases: ['--noreload'],
  options: { ...pythonRules, manage: optionRules.text, settings: optionRules.text },
  words: ({ manage = 'manage.py', settings, reload = false }) => ({
    args: [manage, 'runserver', ...(reload ? [] : ['--noreload'])],
    env: settings === undefined ? {} : { DJANGO_SETTINGS_MODULE: settings },
  }),
}

/** Own options of `uvicorn()`. */
export interface UvicornOptions extends PythonOptions {
  /** The app: a module and its attribute. @default 'main:app' */
  readonly app?: string
}

export const uvicornSource: PresetSource<UvicornOptions> = {
  name: 'uvicorn',
  python: 'uvicorn',
  from: '0.13',
  command: ['-m', 'uvicorn'],
  address: ['--host', '{host}', '--port', '{port}'],
  aliases: ['--reload'],
  options: { ...pythonRules, app: optionRules.text },
  words: ({ app = 'main:app', reload = false }) => ({ args: [app, ...(reload ? ['--reload'] : [])] }),
}

/** Own options of `rackup()`. */
export interface RackupOptions {
  /** The file of the app, from the working directory. @default 'config.ru' */
  readonly config?: string
}

export const rackupSource: PresetSource<RackupOptions> = {
  name: 'rackup',
  gem: 'rack',
  from: '2.0',
  address: ['--host', '{host}', '--port', '{port}'],
  aliases: ['-o', '-p'],
  env: { RACK_ENV: 'test', RAILS_ENV: 'test' },
  options: { config: optionRules.text },
  // Puma would write that of the developer's server, `tmp/pids/server.pid`.
  words: ({ config = 'config.ru' }, { folder, service }) => ({
    args: [config],
    env: { PIDFILE: `${folder()}/${service}.pid` },
  }),
}
