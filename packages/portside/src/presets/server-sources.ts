// The table of presets whose tools run on Python, Ruby, PHP and Go.
import { optionRules } from '@portside/errors'
import type { PresetSource } from './preset-source'

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

/** Own options of `gunicorn()`. */
export interface GunicornOptions extends PythonOptions {
  /** The app: a module and its attribute. @default 'app:app' */
  readonly app?: string
}

export const gunicornSource: PresetSource<GunicornOptions> = {
  name: 'gunicorn',
  python: 'gunicorn',
  from: '19.0',
  command: ['-m', 'gunicorn'],
  address: ['--bind', '{host}:{port}'],
  aliases: ['-b', '--reload'],
  options: { ...pythonRules, app: optionRules.text },
  words: ({ app = 'app:app', reload = false }) => ({ args: [...(reload ? ['--reload'] : []), app] }),
}

/** Own options of `php()`. */
export interface PhpOptions {
  /** The folder of the files, from the working directory. @default the working directory */
  readonly root?: string
  /** The script that answers requests. @default files are served */
  readonly router?: string
}

export const phpSource: PresetSource<PhpOptions> = {
  name: 'php',
  version: ['php', '--version'],
  from: '5.4',
  command: ['-S', '{host}:{port}'],
  address: [],
  aliases: ['-S', '-t'],
  options: { root: optionRules.text, router: optionRules.text },
  words: ({ root, router }) => ({
    args: [...(root === undefined ? [] : ['-t', root]), ...(router === undefined ? [] : [router])],
  }),
}

/** Own options of `go()`. */
export interface GoOptions {
  /** The package of the program, from the working directory. @default '.' */
  readonly package?: string
}

export const goSource: PresetSource<GoOptions> = {
  name: 'go',
  version: ['go', 'version'],
  from: '1.11',
  command: ['run'],
  address: [],
  options: { package: optionRules.text },
  words: ({ package: name = '.' }) => ({ args: [name] }),
  // A cold cache compiles the standard library first.
  startTimeoutMs: 180_000,
}
