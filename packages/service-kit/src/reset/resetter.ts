import type { TestEvent, TestFailure } from '@portside/core/kit'
import { nowMs } from '@portside/internal'
import { invalidArgument, PortsideError } from '@portside/errors'
import { type Changes, type Restored, type ResetTarget, SchemaChange } from './reset-target'

/** The likely culprits before the first test. */
const atStart = 'a service that was started, or a hook,'

// A test may replace the clock of `Date`.
const { now: clock } = Date

/** The rules of a resetter. */
export interface ResetterRules {
  /** The name of the service, for errors. */
  readonly service: string
  /** Warns of what a reset cannot undo, once for each `subject`. @default does not warn */
  readonly warn?: (text: string, subject: string) => void
}

/** Resets one database before each test. All calls run one after the other. */
export interface Resetter<Report extends object = Restored, Changed = Changes> {
  readonly followTest: (event: TestEvent) => Promise<void>
  readonly describeFailure: (failure: TestFailure) => Promise<string>
  readonly reset: () => Promise<Timed<Report>>
  readonly snapshot: (name: string) => Promise<void>
  readonly restore: (name: string) => Promise<Timed<Report>>
  readonly changes: () => Promise<Changed>
  readonly close: () => Promise<void>
}

/** A report with the duration of the reset, in milliseconds. */
type Timed<Report> = Report & { readonly ms: number }

/** The state of a file's tests. */
interface FileState<Snapshot> {
  /** `undefined` until the seed was restored for it. */
  readonly file: string | undefined
  /** The state after the hooks of the file; `undefined` before its first test. */
  begin: Snapshot | undefined
  /** The test that ran last. */
  last: string | undefined
}

/** Opens a database that is reset before each test of a worker. */
export async function createResetter<Snapshot, Report extends object = Restored, Changed = Changes>(
  { open, schema }: ResetTarget<Snapshot, Report, Changed>,
  { service, warn }: ResetterRules,
): Promise<Resetter<Report, Changed>> {
  let session = await open()
  let isOpen = true
  let named = new Map<string, Snapshot>()
  let state: FileState<Snapshot> | undefined
  let beganMs = clock()
  let queue: Promise<unknown> = Promise.resolve()
  return {
    followTest: (event) =>
      inTurn(async () => {
        await followTest(event)
        beganMs = clock()
      }),
    describeFailure: (failure) => inTurn(async () => (await session.describeFailure?.(failure, beganMs)) ?? ''),
    reset: () => inTurn(() => timed(state?.begin ?? session.seed)),
    snapshot: (name) =>
      inTurn(async () => {
        named.set(name, await session.snapshots.take())
      }),
    restore: (name) => inTurn(() => timed(namedSnapshot(name))),
    changes: () => inTurn(() => session.snapshots.changes()),
    close: async () => (isOpen ? session.close() : undefined),
  }

  /** Runs one call after the other, also after one that failed. */
  async function inTurn<Result>(act: () => Result | Promise<Result>): Promise<Result> {
    const turn = queue.then(async () => {
      // The call that has closed the database could not make it anew.
      if (!isOpen) await reopen()
      if (session.loss?.isLost() === true) throw await lossError()
      try {
        return await act()
      } catch (error) {
        throw session.loss?.isLost(error) === true ? await lossError() : error
      }
    })
    queue = turn.catch(() => undefined)
    return turn
  }

  function namedSnapshot(name: string): Snapshot {
    const snapshot = named.get(name)
    if (snapshot !== undefined) return snapshot
    throw invalidArgument('name', `one of the snapshots (${[...named.keys()].join(', ') || 'none'})`, name)
  }

  async function followTest({ kind, file, test }: TestEvent): Promise<void> {
    await warnOfLeftOpen(kind)
    const { last } = state ?? {}
    if (kind === 'file' || state?.file !== file) {
      state = { file: undefined, begin: undefined, last }
      await restore(session.seed)
      state = { file, begin: undefined, last }
    }
    if (kind === 'file') return
    const now = state
    if (now.begin === undefined) now.begin = await takeFirst()
    else await restore(now.begin)
    now.last = test
  }

  /** Warns of what the last test has left; that of the hooks of a file is theirs. */
  async function warnOfLeftOpen(kind: TestEvent['kind']): Promise<void> {
    const left = (await session.leftOpen?.()) ?? []
    const { last, begin } = state ?? {}
    if (last === undefined || (kind === 'test' && begin === undefined)) return
    for (const words of left)
      warn?.(
        `the test "${last}" has left open what a reset cannot undo: ${words}. Close that connection in the test`,
        words,
      )
  }

  async function takeFirst(): Promise<Snapshot> {
    await session.whenIdle?.()
    return session.snapshots.take().catch(async (error: unknown) => {
      throw error instanceof SchemaChange ? await schemaError(error, 'a hook of the file') : error
    })
  }

  async function timed(snapshot: Snapshot): Promise<Timed<Report>> {
    const beganAt = nowMs()
    const restored = await restore(snapshot)
    return { ms: nowMs() - beganAt, ...restored }
  }

  async function restore(snapshot: Snapshot): Promise<Report> {
    return session.snapshots.restore(snapshot).catch((error: unknown) => {
      if (error instanceof SchemaChange) return recover(snapshot, error)
      throw error
    })
  }

  /** Makes the database anew. Throws unless that is what the user wants, and all that was in it is there again. */
  async function recover(snapshot: Snapshot, change: SchemaChange): Promise<Report> {
    const isSeed = schema?.isSame(snapshot, session.seed) === true
    const error = await schemaError(change, culprit())
    if (schema?.onChange !== 'recreate' || !isSeed) throw error
    return schema.reportOf(session.seed)
  }

  function culprit(): string {
    if (state === undefined) return 'a test'
    return state.last === undefined ? atStart : `the test "${state.last}"`
  }

  /** Makes the database anew, without what the file has added, and returns the error that names the changes. */
  async function schemaError({ changes }: SchemaChange, who: string): Promise<PortsideError> {
    await makeAnew()
    return new PortsideError({
      code: 'E_NOT_READY',
      service,
      summary: `cannot be reset: ${who} changed the schema`,
      evidence: changes,
      hints: [
        ...(who === atStart
          ? ['A service may create its tables when it starts: run its migrations in `migrate`.']
          : []),
        "The database was made anew for the tests that follow. Change the schema in `migrate`, or give such tests a database of their own: `scope: 'test'`.",
        ...(schema?.onChange === 'recreate'
          ? []
          : ["`onSchemaChange: 'recreate'` makes it anew without failing the next test."]),
      ],
    })
  }

  /** Makes the database anew, without what the file has added, and returns the error that says so. */
  async function lossError(): Promise<PortsideError> {
    const { hint = '' } = session.loss ?? {}
    await makeAnew()
    return new PortsideError({
      code: 'E_NOT_READY',
      service,
      summary: 'cannot be reset: the connection that keeps its rows was closed',
      evidence: ['The database was made anew for the tests that follow.'],
      hints: [hint],
    })
  }

  async function makeAnew(): Promise<void> {
    isOpen = false
    await session.close()
    await reopen()
  }

  async function reopen(): Promise<void> {
    await schema?.recreate()
    session = await open()
    isOpen = true
    named = new Map()
    // The next test of the file begins with the seed.
    if (state !== undefined) state.begin = session.seed
  }
}
