import { tmpdir } from 'node:os'
import postgresDriver from 'postgres'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, postgres, type ResettableHandle, type Step } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()
const keys = { worker: '1', file: 'a' }

/** Collects the lines of warnings that this process prints. */
function collectWarnings(): string[] {
  const lines: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    if (String(text).includes('PORTSIDE_RESET')) lines.push(String(text))
    return true
  })
  onTestFinished(() => write.mockRestore())
  return lines
}

/** A database, and the moments of a file's tests. */
async function open(options: { readonly seed: Step }) {
  const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
  const share = await store.acquire(database(postgres(), { ...options, reset: 'test' }), keys, 'db')
  const db = share.handle as ResettableHandle
  return {
    db,
    app: postgresDriver(db.url, { max: 2, onnotice: () => undefined }),
    close: () => store.close(),
    begin: (name: string, file = 'a') => store.followTest(keys, { kind: 'test', file, test: name }),
    beginFile: (file: string) => store.followTest(keys, { kind: 'file', file }),
  }
}

test('locks, listeners and numbers in advance, which a reset cannot undo, are named once', async () => {
  const warnings = collectWarnings()
  const { db, app, close, begin, beginFile } = await open({
    seed: async ({ query }) => void (await query('create sequence in_advance cache 20')),
  })
  expect(warnings).toEqual([
    expect.stringContaining('in advance of the sequences in_advance (20). Create them with CACHE 1'),
  ])
  const connect = () =>
    postgresDriver(db.url, { max: 1, onnotice: () => undefined, connection: { application_name: 'worker' } })
  await beginFile('a')
  const ofHook = connect()
  await ofHook`select pg_advisory_lock(1)`
  await begin('one')
  const ofTest = connect()
  await ofTest`select pg_advisory_lock(7)`
  await app.begin(async (sql) => sql`select pg_advisory_xact_lock(8)`)
  await begin('two')
  await ofTest`listen jobs`
  await begin('three')
  await beginFile('b')
  await begin('four', 'b')
  expect(warnings.slice(1)).toEqual([
    expect.stringMatching(/the test "one" has left open .*: the advisory lock 7 is held by pid \d+, app "worker"/),
    expect.stringMatching(/the test "two" has left open .*: pid \d+, app "worker" goes on with listen jobs/),
  ])
  await ofTest.end()
  await ofHook.end()
  await app.end()
  await close()
})
