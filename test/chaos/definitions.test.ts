import { expect, test } from 'vitest'
import * as core from '../../packages/core/src/index'
import { portside as jest } from '../../packages/jest/src/index'
import { portside as nodeTest } from '../../packages/node-test/src/index'
import { probe } from '../../packages/probe/src/index'
import { portside as vitest, withServices } from '../../packages/vitest/src/index'
import { isOwnError, oddOptions, oddValue } from './support/odd-values'
import { type Random, useRandom } from './support/random'
import { childrenOf } from '../support/children-of'
import { optionTakers } from '../support/option-names'
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
      if (!isUsage(error)) internal.add(`${name}: ${describeError(error)}`)
    }
  }
  expect([...internal]).toEqual([])
})

test(`${rounds} odd option objects are accepted or refused in portside's own words, and start nothing`, async () => {
  const random = useRandom()
  const internal = new Set<string>()
  let refused = 0
  const before = childrenOf(process.pid)
  for (let round = 0; round < rounds; round += 1) {
    const [name, { names, call }] = random.pick(Object.entries(optionTakers))
    const options = oddOptions(random, names) as object
    try {
      call(options)
    } catch (error) {
      refused += 1
      if (!isUsage(error)) internal.add(`${name}: ${describeError(error)}`)
    }
  }
  expect([...internal]).toEqual([])
  expect(refused).toBeGreaterThan(rounds / 10)
  expect(childrenOf(process.pid)).toEqual(before)
})

test('odd options of what starts something start nothing when they are refused', async () => {
  const random = useRandom()
  const internal = new Set<string>()
  const outcomes = { started: 0, refused: 0 }
  let begun = 0
  const service = core.defineService({ start: () => ({ begun: (begun += 1) }) })
  for (let round = 0; round < rounds / 10; round += 1) {
    const options = oddOptions(random, ['signal', 'directory']) as core.StartOptions
    const [countBefore, started] = [begun, await core.start(service, options).catch((error: unknown) => error)]
    if (!(started instanceof Error)) {
      outcomes.started += 1
      await (started as core.StartedHandle<object>).stop()
    } else {
      outcomes.refused += 1
      expect(begun, describeError(started)).toBe(countBefore)
      if (!isUsage(started)) internal.add(describeError(started))
    }
  }
  expect([...internal]).toEqual([])
  expect(outcomes).toEqual({ started: expect.toSatisfy(isSome), refused: expect.toSatisfy(isSome) })
})

const isSome = (count: number) => count > 0

/** Whether an error is the check's own: a `TypeError` in its words, or that of a runner of another version. What a getter throws is not. */
function isUsage(error: unknown): boolean {
  return isOwnError(error) && !(error as Error).message?.startsWith('thrown by the input')
}

/** The message and the first two places of an error. */
function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)
}

function lineFor(random: Random): string {
  return random.next() < 0.7 ? 'node server.js' : (oddValue(random) as string)
}

function textFor(random: Random, good: string): string {
  return random.next() < 0.5 ? good : (oddValue(random) as string)
}
