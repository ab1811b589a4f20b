import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { type ConformanceSubject, conformanceCases, type ServedHandle } from '../src/conformance'
import { serve } from './programs/serve-key-values'

const pathOf = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
process.env['KEY_VALUES'] = pathOf('key-values.cjs')

const good: ConformanceSubject = {
  serve,
  program: () => builtProgram(pathOf('serve-key-values.ts')),
  write: (url) => fetch(url, { method: 'PUT' }),
  read: async (url) => (await (await fetch(url)).text()) || undefined,
  standardPort: 5984,
  missing: { isMissing: true },
}

describe('a package that meets all requirements', () => {
  for (const { name, run, skip, limitMs } of conformanceCases(good)) test.skipIf(skip !== undefined)(name, run, limitMs)
})

/** Starts a server of the good package, which is stopped after the test, whatever its bad one has left. */
function stoppedLater(change: (handle: ServedHandle) => Partial<ServedHandle>): ConformanceSubject['serve'] {
  return async (name, options) => {
    const handle = await serve(name, options)
    onTestFinished(() => handle.stop())
    return { ...handle, ...change(handle) }
  }
}

/** A restart that is the start of another server. */
async function startsAnotherOne(name: string): Promise<ServedHandle> {
  let handle: ServedHandle = await serve(name, {})
  return {
    pid: handle.pid,
    get url() {
      return handle.url
    },
    restart: async () => {
      const before = handle
      handle = await serve(name, {})
      await before.stop()
    },
    stop: () => handle.stop(),
  }
}

let shared: Promise<ServedHandle> | undefined

/** Faults of a package, by the requirement that it does not meet. */
const bad: Readonly<Record<string, Partial<ConformanceSubject>>> = {
  'is ready once it answers its own client': { read: async () => undefined },
  'ten start at once, each on a port and with data of its own': {
    serve: async (name, options) => (shared ??= stoppedLater(() => ({}))(name, options)),
  },
  'keeps its port over a restart': { serve: startsAnotherOne },
  'keeps its data over a restart': { serve: (name, options) => serve(name, { ...options, isForgetful: true }) },
  'starts on another port if its standard port is taken': { serve: (name) => serve(name, { port: 5984 }) },
  'stop() leaves no process, port, folder or shared memory': {
    serve: stoppedLater(() => ({ stop: async () => undefined })),
  },
  'a missing program is an error at once that says how to get it': { serve: (name) => serve(name, {}) },
  'an unknown option is a TypeError with the nearest one': { serve: (name) => serve(name, {}) },
}

test.each(Object.entries(bad))('a package that is refused: %s', async (requirement, fault) => {
  const { run } =
    conformanceCases({ ...good, startLimitMs: 6000, ...fault }).find(({ name }) => name === requirement) ?? {}
  await expect(run?.()).rejects.toThrow(requirement.includes('standard port') ? /5984/ : /.+/)
})

test('a package whose server outlives a killed runner is refused', async () => {
  const pids: number[] = []
  onTestFinished(() => pids.forEach((pid) => process.kill(pid, 'SIGKILL')))
  const cases = conformanceCases({
    ...good,
    startLimitMs: 6000,
    program: () => builtProgram(pathOf('serve-unguarded.ts')),
  })
  const killing = cases.find(({ name }) => name === 'SIGKILL of the runner leaves nothing')?.run()
  const error = await killing?.catch((reason: Error) => reason)
  const [, pid] = /process (\d+)/.exec(String((error as Error | undefined)?.message)) ?? []
  if (pid !== undefined) pids.push(Number(pid))
  expect(String((error as Error | undefined)?.message)).toMatch(/process \d+.*key-values[^]*port \d+/)
})
