import { expect, onTestFinished, test } from 'vitest'
import { command, type ServiceDefinition, start } from '../../packages/core/src/index'
import { childrenOf } from '../support/children-of'
import { serverPath } from '../support/server-path'
import { isOwnError, oddOptions, oddValue } from './support/odd-values'
import { type Random, useRandom } from './support/random'
import { isFull } from './support/settings'

const rounds = isFull ? 400 : 60
const atOnce = 4

const options = [
  'needs', 'env', 'envFile', 'cwd', 'port', 'ports', 'host', 'protocol', 'ca', 'ready', 'remap', 'expose', 'scope', 'watch', 'stopSignal',
  'stopCommand', 'detaches', 'restartOnCrash', 'owner', 'ownership', 'shell', 'redact',
] // prettier-ignore

const right: readonly object[] = [
  {},
  { ready: '/' },
  { ready: /listening/ },
  { port: 'discover' },
  { host: '::1' },
  { ports: { admin: 'lease' } },
  { expose: 'narrow' },
  { shell: true },
  { port: 'none', ready: /x/ },
  { restartOnCrash: true },
]

test(`${rounds} starts with odd options end in time, in portside's own words, and leave no process`, async () => {
  const random = useRandom()
  const before = new Set(childrenOf(process.pid).map(({ pid }) => pid))
  const internal = new Set<string>()
  for (let round = 0; round < rounds; round += atOnce) {
    const cases = Array.from({ length: atOnce }, () => oddCase(random))
    await Promise.all(cases.map(async (make) => internal.add(await outcome(make))))
  }
  internal.delete('')
  expect([...internal]).toEqual([])
  const isLeft = ({ pid, argv }: { readonly pid: number; readonly argv: readonly string[] }) =>
    !before.has(pid) && argv.join(' ').includes('plain.mjs')
  await expect.poll(() => childrenOf(process.pid).filter(isLeft)).toEqual([])
})

test('the methods of a handle refuse odd arguments in portside’s own words', async () => {
  const random = useRandom()
  const api = await start(command(['node', serverPath('plain.mjs')], { ready: '/' }))
  onTestFinished(() => api.stop())
  const internal = new Set<string>()
  const isPending = (value: unknown) => typeof value === 'function'
  for (let round = 0; round < (isFull ? 500 : 150); round += 1) {
    const value = oddValue(random)
    const limits = { timeoutMs: random.pick([1, value]) } as { timeoutMs: number }
    const calls: readonly (() => Promise<unknown>)[] = [
      () => api.fetch(value as string),
      () => api.output({ since: value as 'test' }),
      () => api.waitForOutput(random.pick([/never/, value]) as RegExp, limits),
      ...(isPending(value) ? [] : [() => api.whileStopped(value as () => void)]),
    ]
    await random
      .pick(calls)()
      .catch((error: unknown) => isOwnError(error) || internal.add(describe(error)))
  }
  expect([...internal]).toEqual([])
  expect((await api.fetch('/')).status).toBe(200)
})

function oddCase(random: Random): () => ServiceDefinition {
  const line = random.next() < 0.8 ? `node ${serverPath('plain.mjs')}` : (oddValue(random) as string)
  const given = oddOptions(random, options, { ...random.pick(right), startTimeoutMs: 1500, stopTimeoutMs: 500 })
  return () => command(line, given as object)
}

/** Returns a message that is not portside's own; '' if there was none. */
async function outcome(make: () => ServiceDefinition): Promise<string> {
  try {
    const handle = await start(make() as ServiceDefinition<object>, { signal: AbortSignal.timeout(4000) })
    await handle.stop()
    return ''
  } catch (error) {
    const isAbort = error instanceof Error && error.name === 'TimeoutError'
    return isAbort || isOwnError(error) ? '' : describe(error)
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)
}
