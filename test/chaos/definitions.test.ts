import { expect, test } from 'vitest'
import * as core from '../../packages/core/src/index'
import { portside as jest } from '../../packages/jest/src/index'
import { portside as nodeTest } from '../../packages/node-test/src/index'
import { probe } from '../../packages/probe/src/index'
import { portside as vitest, withServices } from '../../packages/vitest/src/index'
import { isOwnError, oddOptions, oddValue } from './support/odd-values'
import { type Random, useRandom } from './support/random'
import { isFull } from './support/settings'

type Call = (random: Random) => unknown

const rounds = isFull ? 10_000 : 3000

const commandOptions = [
  'needs', 'env', 'envFile', 'cwd', 'port', 'ports', 'host', 'protocol', 'ca', 'ready', 'remap', 'expose', 'scope', 'eager', 'watch', 'stopSignal',
  'stopTimeoutMs', 'stopCommand', 'detaches', 'contain', 'leaveRunning', 'restartOnCrash', 'startTimeoutMs', 'owner', 'ownership', 'existing', 'shell', 'redact',
] // prettier-ignore

const calls: Readonly<Record<string, Call>> = {
  command: (random) => core.command(lineFor(random), oddOptions(random, commandOptions) as object),
  task: (random) => core.task(lineFor(random), oddOptions(random, commandOptions.slice(0, 6)) as object),
  inProcess: (random) =>
    core.inProcess(
      random.next() < 0.5 ? () => () => undefined : (oddValue(random) as () => () => void),
      oddOptions(random, ['needs', 'scope', 'eager', 'stopTimeoutMs', 'existing']) as object,
    ),
  external: (random) =>
    core.external(
      random.next() < 0.5 ? 'http://127.0.0.1:1' : (oddValue(random) as string),
      oddOptions(random, ['ready', 'startTimeoutMs']) as object,
    ),
  reservePort: (random) => core.reservePort(oddOptions(random, ['port', 'host', 'protocol', 'scope']) as object),
  defineService: (random) =>
    core.defineService(
      oddOptions(random, ['needs', 'scope', 'eager', 'existing', 'start', 'connect'], { start: () => ({}) }) as {
        start: () => object
      },
    ),
  override: (random) =>
    core.override(
      random.next() < 0.7 ? core.command('node x') : (oddValue(random) as core.ServiceDefinition),
      oddOptions(random, ['needs', 'env', 'scope']) as object,
    ),
  defineServices: (random) =>
    core.defineServices(oddOptions(random, ['api', 'db', 'Api', 'test', '']) as Record<string, core.ServiceDefinition>),
  'probe.http': (random) =>
    probe.http(textFor(random, '/'), oddOptions(random, ['status', 'headers', 'body', 'method']) as object),
  'probe.file': (random) => probe.file(textFor(random, 'x'), oddOptions(random, ['settledMs']) as object),
  'probe.exec': (random) => probe.exec(textFor(random, 'true')),
  'probe.log': (random) => probe.log(oddValue(random) as RegExp),
  'probe.tcp': (random) => probe.tcp(oddValue(random) as number),
  'probe.grpc': (random) => probe.grpc(oddOptions(random, ['port', 'service', 'tls', 'headers']) as object),
  'probe.postgres': (random) => probe.postgres(oddOptions(random, ['port', 'user', 'database']) as object),
  'probe.redis': (random) => probe.redis(oddOptions(random, ['port']) as object),
  'probe.resource': (random) => probe.resource(oddValue(random) as string),
  'probe.stable': (random) => probe.stable(probe.tcp(), oddValue(random) as number),
  'probe.all': (random) => probe.all(oddValue(random) as ReturnType<typeof probe.tcp>, probe.tcp()),
  'vitest portside': (random) => vitest(oddOptions(random, ['services', 'provide']) as { services: string }),
  'vitest withServices': (random) =>
    withServices(oddOptions(random, ['api', 'db']) as Record<string, core.ServiceDefinition>),
  'jest portside': (random) =>
    jest(oddOptions(random, ['services']) as { services: string }, oddValue(random) as object),
  'node-test portside': (random) => nodeTest(oddOptions(random, ['services']) as { services: string }),
}

test(`${rounds} calls with odd arguments succeed, or fail in portside's own words`, () => {
  const random = useRandom()
  const internal = new Set<string>()
  for (let round = 0; round < rounds; round += 1) {
    const [name, call] = random.pick(Object.entries(calls))
    try {
      call(random)
    } catch (error) {
      if (!isOwnError(error)) internal.add(`${name}: ${describe(error)}`)
    }
  }
  expect([...internal]).toEqual([])
})

/** The message and the first two places of an error. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)
}

function lineFor(random: Random): string {
  return random.next() < 0.7 ? 'node server.js' : (oddValue(random) as string)
}

function textFor(random: Random, good: string): string {
  return random.next() < 0.5 ? good : (oddValue(random) as string)
}
