import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import {
  earlyKillLeavesNothing,
  killLeavesNothing,
  startsApart,
  startsForOther,
  stopLeavesNothing,
} from './check-leftovers'
import type { ConformanceCase, ConformanceSubject, ServedHandle } from './subject'
import { portOf } from './traces'
import { assertUsable, assertWritten, newName } from './use-server'

const missingLimitMs = 5000

/**
 * Returns the requirements of a package that defines a kind of server, as tests for whatever runner.
 *
 * @example
 * ```ts
 * import { conformanceCases } from '@portside/service-kit/conformance'
 * import { test } from 'vitest'
 *
 * for (const { name, run, skip, limitMs } of conformanceCases(subject)) test.skipIf(skip !== undefined)(name, run, limitMs)
 * ```
 */
export function conformanceCases(subject: ConformanceSubject): readonly ConformanceCase[] {
  const { keepsData = true, startLimitMs = 30_000 } = subject
  const make = makerOf(startLimitMs)
  const isRoot = process.getuid?.() === 0
  return [
    make('is ready once it answers its own client', () => answersAtOnce(subject)),
    make('ten start at once, each on a port and with data of its own', () => tenAtOnce(subject)),
    make('keeps its port over a restart', () => keepsPort(subject)),
    make('keeps its data over a restart', () => keepsDataOver(subject), without(keepsData, 'its data is not kept')),
    make('starts on another port if its standard port is taken', () => standardPortTaken(subject)),
    make('stop() leaves no process, port, folder or shared memory', () => stopLeavesNothing(subject)),
    make('SIGKILL of the runner leaves nothing', () => killLeavesNothing(subject)),
    make('SIGKILL of the runner during the start leaves nothing', () => earlyKillLeavesNothing(subject)),
    make('starts without HOME', () => startsApart(subject, { env: { HOME: undefined } })),
    make('starts if TMPDIR does not exist', () => startsApart(subject, { env: { TMPDIR: '/nonexistent/tmp' } })),
    make(
      'starts for an ordinary user without a home, although root has used it before',
      () => startsForOther(subject),
      without(isRoot, 'every case runs as an ordinary user, since this one is not root'),
    ),
    make('a missing program is an error at once that says how to get it', () => missingProgram(subject)),
    make('an unknown option is a TypeError with the nearest one', () => unknownOption(subject)),
  ]
}

function makerOf(startLimitMs: number) {
  return (name: string, run: () => Promise<void>, skip?: string): ConformanceCase => ({
    name,
    run,
    skip,
    limitMs: 4 * startLimitMs,
  })
}

function without(condition: boolean, reason: string): string | undefined {
  return condition ? undefined : reason
}

/** Starts a server, uses it, and stops it, whatever comes of it. */
async function withServer(
  { serve }: ConformanceSubject,
  use: (handle: ServedHandle) => Promise<void>,
  name = newName(),
): Promise<void> {
  const handle = await serve(name, {})
  try {
    await use(handle)
  } finally {
    await handle.stop()
  }
}

async function answersAtOnce(subject: ConformanceSubject): Promise<void> {
  await withServer(subject, async ({ url }) => assertUsable(subject, url))
}

async function tenAtOnce(subject: ConformanceSubject): Promise<void> {
  const starting = Array.from({ length: 10 }, () => subject.serve(newName(), {}))
  const settled = await Promise.allSettled(starting)
  const handles = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    assert.deepEqual(
      settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])),
      [],
    )
    assert.equal(new Set(handles.map(({ url }) => portOf(url))).size, 10)
    const [first, ...others] = handles
    if (first !== undefined) await assertUsable(subject, first.url)
    for (const { url } of others)
      assert.ok(await isUnwritten(subject, url), 'Expected each server to have data of its own')
    await Promise.all(others.map(({ url }) => assertUsable(subject, url)))
  } finally {
    await Promise.all(handles.map((handle) => handle.stop()))
  }
}

/** To read where nothing was written may also be an error. */
async function isUnwritten({ read }: ConformanceSubject, url: string): Promise<boolean> {
  const found = await read(url).catch(() => undefined)
  return found == null
}

async function keepsPort(subject: ConformanceSubject): Promise<void> {
  await withServer(subject, async (handle) => {
    const { url } = handle
    await handle.restart()
    assert.equal(handle.url, url)
    await assertUsable(subject, url)
  })
}

async function keepsDataOver(subject: ConformanceSubject): Promise<void> {
  await withServer(subject, async (handle) => {
    await subject.write(handle.url)
    await handle.restart()
    await assertWritten(subject.read, handle.url)
  })
}

async function standardPortTaken(subject: ConformanceSubject): Promise<void> {
  const other = await listenOn(subject.standardPort)
  try {
    await withServer(subject, async ({ url }) => {
      assert.notEqual(portOf(url), subject.standardPort)
      await assertUsable(subject, url)
    })
  } finally {
    other?.close()
  }
}

/** Returns `undefined` if another program has the port, which is as good. */
function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

async function missingProgram({ serve, missing, install }: ConformanceSubject): Promise<void> {
  const name = newName()
  const beganAt = performance.now()
  const { code, message } = await failureOf(() => serve(name, missing))
  assert.equal(code, 'E_SPAWN_FAILED')
  assert.match(message, install ?? /apt-get install|dnf install|apk add|pacman -S|brew install|winget install/)
  assert.ok(performance.now() - beganAt < missingLimitMs, 'Expected the error at once')
}

async function unknownOption({
  serve,
  misspelt: [wrong, right] = ['prot', 'port'],
}: ConformanceSubject): Promise<void> {
  const error = await failureOf(() => serve(newName(), { [wrong]: 1 }))
  assert.ok(error instanceof TypeError, `Expected a TypeError: ${error.message}`)
  assert.ok(error.message.includes(`\`${wrong}\``), error.message)
  assert.ok(error.message.includes(`did you mean \`${right}\``), error.message)
}

async function failureOf(serving: () => Promise<ServedHandle>): Promise<Error & { readonly code?: unknown }> {
  // An option may also be refused before there is a promise.
  const served = await (async () => serving())().catch((error: unknown) => error as Error)
  if (served instanceof Error) return served
  await served.stop()
  return assert.fail('Expected the start to fail, but the server has started')
}
