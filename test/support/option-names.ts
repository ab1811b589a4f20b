import * as core from '../../packages/core/src/index'
import { findPortOwner, leasePort, privateLoopback } from '../../packages/ports/src/index'
import { portside as jest } from '../../packages/jest/src/index'
import { portside as nodeTest } from '../../packages/node-test/src/index'
import { portside as playwright } from '../../packages/playwright/src/config'
import { withServices as playwrightServices } from '../../packages/playwright/src/with-services'
import * as presets from '../../packages/portside/src/presets'
import {
  database as mysqlDatabase,
  mysql,
  type MysqlOptions,
  type ResettableOptions,
} from '../../packages/mysql/src/index'
import * as databases from '../../packages/postgres/src/index'
import * as documents from '../../packages/mongodb/src/index'
import * as stores from '../../packages/redis/src/index'
import { probe } from '../../packages/probe/src/index'
import { cleanLedger, spawnChild } from '../../packages/process/src/index'
import { portside as vitest } from '../../packages/vitest/src/index'

/** A function that takes options: their names, and a call with some. */
export interface OptionTaker {
  readonly names: readonly string[]
  /** Calls the function with these options; all other arguments are right. */
  readonly call: (options: object) => unknown
}

/** The names of the options in a type: the compiler refuses one that is missing here, or is not in the type. */
type NamesOf<Options> = { readonly [Name in keyof Required<NonNullable<Options>>]: 1 }
/** The options of a function, which are its last parameter. */
type OptionsOf<Take extends (...args: never) => unknown, Index extends number> = NonNullable<Parameters<Take>[Index]>

function taker<Options>(names: NamesOf<Options>, call: (options: Options) => unknown): OptionTaker {
  return { names: Object.keys(names), call: (options) => call(options as Options) }
}

/** Adds what is required; what cannot be copied is left as it is. */
function added<Options extends object>(options: Options, required: Partial<Options>): Options {
  try {
    return { ...required, ...options }
  } catch {
    return options
  }
}

const service = core.external('http://127.0.0.1:1')
const port = { port: 1 } as const
const commandNames: NamesOf<core.CommandOptions> = {
  needs: 1, env: 1, envFile: 1, cwd: 1, port: 1, ports: 1, host: 1, urlHost: 1, protocol: 1, ca: 1, ready: 1, listenHook: 1, remap: 1, expose: 1, wrongPort: 1,
  scope: 1, eager: 1, watch: 1, stopSignal: 1, stopTimeoutMs: 1, stopCommand: 1, detaches: 1, contain: 1, leaveRunning: 1, restartOnCrash: 1,
  startTimeoutMs: 1, owner: 1, ownership: 1, existing: 1, stdin: 1, placeholders: 1, shell: 1, redact: 1, warm: 1, failed: 1,
} // prettier-ignore
const taskNames: NamesOf<core.TaskOptions<core.Needs, core.ServiceScope>> = {
  needs: 1, scope: 1, eager: 1, env: 1, envFile: 1, cwd: 1, placeholders: 1, shell: 1, redact: 1, stopSignal: 1, stopTimeoutMs: 1, startTimeoutMs: 1,
} // prettier-ignore
const leaseNames: NamesOf<OptionsOf<typeof leasePort, 0>> = {
  port: 1, range: 1, host: 1, hold: 1, service: 1, run: 1, project: 1, exclude: 1,
} // prettier-ignore

const { shell: _, placeholders: __, detaches: ___, ...presetCommandNames } = commandNames
const presetNames: NamesOf<presets.PresetOptions> = { ...presetCommandNames, args: 1 }
const pythonNames: NamesOf<presets.PythonOptions> = { interpreter: 1, reload: 1 }
const presetTakers = {
  'script()': taker<presets.PresetOptions>(presetNames, (options) => presets.script('dev', options as object)),
  ...Object.fromEntries(
    Object.entries({
      vite: presets.vite,
      next: presets.next,
      nuxt: presets.nuxt,
      astro: presets.astro,
      angular: presets.angular,
      storybook: presets.storybook,
    }).map(([name, preset]) => [
      `${name}()`,
      taker<presets.PresetOptions>(presetNames, (options) => preset(options as object)),
    ]),
  ),
  'flask()': taker<presets.PresetOptions & presets.FlaskOptions>(
    { ...presetNames, ...pythonNames, app: 1 },
    (options) => presets.flask(options as object),
  ),
  'django()': taker<presets.PresetOptions & presets.DjangoOptions>(
    { ...presetNames, ...pythonNames, manage: 1, settings: 1 },
    (options) => presets.django(options as object),
  ),
  'uvicorn()': taker<presets.PresetOptions & presets.UvicornOptions>(
    { ...presetNames, ...pythonNames, app: 1 },
    (options) => presets.uvicorn(options as object),
  ),
  'rackup()': taker<presets.PresetOptions & presets.RackupOptions>({ ...presetNames, config: 1 }, (options) =>
    presets.rackup(options as object),
  ),
}

/** Every public function that takes options and starts nothing. */
export const optionTakers: Readonly<Record<string, OptionTaker>> = {
  ...presetTakers,
  'command()': taker<core.CommandOptions>(commandNames, (options) => core.command('node server.js', options as object)),
  'task()': taker(taskNames, (options) => core.task('node migrate.js', options)),
  'inProcess()': taker<core.InProcessOptions<core.Needs, core.ServiceScope>>(
    { needs: 1, port: 1, host: 1, urlHost: 1, scope: 1, eager: 1, stopTimeoutMs: 1, existing: 1 },
    (options) => core.inProcess(() => () => undefined, options),
  ),
  'postgres()': taker<databases.PostgresOptions>(
    {
      version: 1,
      settings: 1,
      extensions: 1,
      binaries: 1,
      port: 1,
      scope: 1,
      eager: 1,
      startTimeoutMs: 1,
      existing: 1,
    },
    (options) => databases.postgres(options),
  ),
  'database()': taker<databases.ResettableOptions>(
    { migrate: 1, seed: 1, scope: 1, client: 1, reset: 1, busy: 1, waitMs: 1, onSchemaChange: 1, keepOnFailure: 1 },
    (options) => databases.database(databases.postgres(), options as object),
  ),
  'mysql()': taker<MysqlOptions>(
    { version: 1, settings: 1, binaries: 1, port: 1, scope: 1, eager: 1, startTimeoutMs: 1, existing: 1 },
    (options) => mysql(options),
  ),
  'database() of MySQL': taker<ResettableOptions>(
    { migrate: 1, seed: 1, scope: 1, client: 1, reset: 1, busy: 1, waitMs: 1, onSchemaChange: 1, keepOnFailure: 1 },
    (options) => mysqlDatabase(mysql(), options as object),
  ),
  'mongodb()': taker<documents.MongodbOptions>(
    { version: 1, settings: 1, binaries: 1, port: 1, scope: 1, eager: 1, startTimeoutMs: 1, existing: 1 },
    (options) => documents.mongodb(options),
  ),
  'database() of MongoDB': taker<documents.DatabaseOptions>({ seed: 1, scope: 1, client: 1 }, (options) =>
    documents.database(documents.mongodb(), options as object),
  ),
  'redis()': taker<stores.RedisOptions>(
    { version: 1, settings: 1, binaries: 1, port: 1, scope: 1, eager: 1, startTimeoutMs: 1, existing: 1 },
    (options) => stores.redis(options),
  ),
  'database() of Redis': taker<stores.ResettableOptions>(
    { seed: 1, scope: 1, isolation: 1, client: 1, reset: 1 },
    (options) => stores.database(stores.redis(), options as object),
  ),
  'external()': taker<core.ExternalOptions>({ ready: 1, startTimeoutMs: 1 }, (options) =>
    core.external('http://127.0.0.1:1', options),
  ),
  'reservePort()': taker<core.ReservePortOptions>({ port: 1, host: 1, urlHost: 1, protocol: 1, scope: 1 }, (options) =>
    core.reservePort(options),
  ),
  'defineService()': taker<core.ServiceOptions<object, object, core.Needs, core.ServiceScope>>(
    { needs: 1, scope: 1, eager: 1, existing: 1, start: 1, connect: 1 },
    (options) => core.defineService(added(options, { start: () => ({}) })),
  ),
  'defineServices()': taker<core.ServicesOptions<core.Needs>>({ env: 1 }, (options) =>
    core.defineServices({ api: service }, options),
  ),
  'override()': taker<core.OverrideOptions<unknown, core.Needs, core.ServiceScope>>(
    { needs: 1, env: 1, scope: 1 },
    (options) => core.override(core.command('node server.js'), options as object),
  ),
  existing: taker<Exclude<core.CommandOptions['existing'], string | undefined>>({ port: 1, inCi: 1 }, (existing) =>
    core.command('node server.js', { existing: added(existing, port) }),
  ),
  'probe.http()': taker<OptionsOf<typeof probe.http, 1>>({ status: 1, headers: 1, body: 1, method: 1 }, (options) =>
    probe.http('/', options),
  ),
  'probe.file()': taker<OptionsOf<typeof probe.file, 1>>({ settledMs: 1 }, (options) => probe.file('x', options)),
  'probe.resource()': taker<OptionsOf<typeof probe.resource, 1>>({ headers: 1, status: 1 }, (options) =>
    probe.resource('tcp:1', options),
  ),
  'probe.grpc()': taker<OptionsOf<typeof probe.grpc, 0>>({ port: 1, service: 1, tls: 1, headers: 1 }, probe.grpc),
  'probe.postgres()': taker<OptionsOf<typeof probe.postgres, 0>>({ port: 1, user: 1, database: 1 }, probe.postgres),
  'probe.mysql()': taker<OptionsOf<typeof probe.mysql, 0>>(port, probe.mysql),
  'probe.redis()': taker<OptionsOf<typeof probe.redis, 0>>(port, probe.redis),
  'probe.mongodb()': taker<OptionsOf<typeof probe.mongodb, 0>>(port, probe.mongodb),
  'probe.amqp()': taker<OptionsOf<typeof probe.amqp, 0>>(port, probe.amqp),
  'probe.mqtt()': taker<OptionsOf<typeof probe.mqtt, 0>>(port, probe.mqtt),
  'probe.nats()': taker<OptionsOf<typeof probe.nats, 0>>(port, probe.nats),
  'portside() of Vitest': taker<OptionsOf<typeof vitest, 0>>({ services: 1, provide: 1 }, vitest),
  'portside() of Jest': taker<OptionsOf<typeof jest, 0>>({ services: 1 }, (options) => jest(options)),
  'portside() of Playwright': taker<OptionsOf<typeof playwright, 0>>({ services: 1 }, playwright),
  'portside() of node:test': taker<OptionsOf<typeof nodeTest, 0>>({ services: 1 }, nodeTest),
  'withServices()': taker<OptionsOf<typeof playwrightServices, 1>>({ baseURL: 1 }, (options) =>
    playwrightServices({ api: service }, options as object),
  ),
}

/** Every public function that takes options and may start something, or take a port. */
export const asyncOptionTakers: Readonly<Record<string, OptionTaker>> = {
  'start()': taker<core.StartOptions>({ signal: 1, directory: 1 }, (options) => core.start(service, options)),
  'leasePort()': taker(leaseNames, leasePort),
  range: taker<NonNullable<OptionsOf<typeof leasePort, 0>['range']>>({ from: 1, to: 1 }, (range) =>
    leasePort({ range }),
  ),
  'privateLoopback()': taker<OptionsOf<typeof privateLoopback, 0>>({ name: 1 }, privateLoopback),
  'findPortOwner()': taker<OptionsOf<typeof findPortOwner, 1>>({ host: 1 }, (options) => findPortOwner(1, options)),
  'spawnChild()': taker<OptionsOf<typeof spawnChild, 1>>(
    {
      service: 1, cwd: 1, env: 1, runId: 1, stdin: 1, shell: 1, detaches: 1, contain: 1, outputSink: 1, outputFolder: 1, listenFds: 1, uid: 1, gid: 1,
      stopSignal: 1, stopTimeoutMs: 1, stopCommand: 1, leaveRunning: 1, onKill: 1, force: 1, mask: 1,
    }, // prettier-ignore
    (options) => spawnChild('missing-program', options),
  ),
  'cleanLedger()': taker<OptionsOf<typeof cleanLedger, 1>>({ isInBackground: 1, onEnding: 1 }, (options) =>
    cleanLedger('missing-folder', options),
  ),
}

/** The options of functions of a handle, by function. */
export const handleOptions = {
  'output()': Object.keys({ since: 1 } satisfies NamesOf<core.OutputOptions>),
  'waitForOutput()': Object.keys({ timeoutMs: 1 } satisfies NamesOf<core.WaitForOutputOptions>),
}
