// Counts the other tests that used a service during a test: through a file of the run, and without a supervisor in a record of this process.
import { appendFileSync, readFileSync } from 'node:fs'
import { globalState } from '@portside/internal'
import { markTestBegin } from '../handle/test-begin'
import type { ServiceShare } from '../contract/service-share'
import { inheritedAddress } from '../protocol/supervisor-address'

/** A test that runs. */
export interface RunningTest {
  /** When it began, in milliseconds since 1970. */
  readonly beginMs: number
  /** Returns how many other tests have used the service between its begin and its end, or now. */
  readonly othersOf: (share: Pick<ServiceShare, 'name' | 'scope'>) => number
  readonly end: () => void
}

// A test may replace the clock of `Date`.
const { now } = Date

interface TestRecord {
  /** The process of the test; in Jest the file. */
  readonly session: string
  readonly beginMs: number
  readonly services: readonly string[]
  endMs: number | undefined
}

interface Registry {
  readonly session: string
  /** By the number of the test in this process. */
  readonly records: Map<string, TestRecord>
  count: number
}

/**
 * Records that a test begins, which uses the services of these names. With a supervisor, the tests of all workers are counted: each notes its own in a
 * file of the run. Where tests run within each other, `isNested` leaves out those of this process.
 */
export function beginTest(services: readonly string[], { isNested = false } = {}): RunningTest {
  const registry = ownRegistry()
  const { session, records } = registry
  const beginMs = markTestBegin()
  const id = `${session}.${(registry.count += 1)}`
  const file = noteFile()
  const own: TestRecord = { session, beginMs, services, endMs: undefined }
  if (file === undefined) records.set(id, own)
  else note(file, `+ ${id} ${beginMs} ${services.join(',')}`)
  return { beginMs, othersOf, end }

  function end(): void {
    if (own.endMs !== undefined) return
    own.endMs = now()
    if (file !== undefined) note(file, `- ${id} ${own.endMs}`)
    else if ([...records.values()].every((record) => record.endMs !== undefined)) records.clear()
  }

  function othersOf({ name, scope }: Pick<ServiceShare, 'name' | 'scope'>): number {
    if (scope === 'test') return 0
    const all = file === undefined ? records : read(file)
    const others = [...all].filter(([other, record]) => other !== id && isMeanwhile(record) && isShared(record))
    return others.length

    /** A service that belongs to a worker or a file has the same name in another one. */
    function isShared(record: TestRecord): boolean {
      const isHere = record.session === session
      return record.services.includes(name) && (isHere ? !isNested : scope === 'run')
    }
  }

  function isMeanwhile(record: TestRecord): boolean {
    return record.beginMs < (own.endMs ?? Infinity) && (record.endMs ?? Infinity) > beginMs
  }
}

function ownRegistry(): Registry {
  return globalState<Registry>('running-tests', () => ({
    session: `${process.pid}-${Math.random().toString(36).slice(2)}`,
    records: new Map(),
    count: 0,
  }))
}

/** The file is in the folder of the run, which ends with it. */
function noteFile(): string | undefined {
  const address = inheritedAddress()
  return address && `${address.readyList}.tests`
}

/** A line is written in one piece. A test does not fail for want of a note. */
function note(file: string, line: string): void {
  try {
    appendFileSync(file, `${line}\n`, { mode: 0o600 })
  } catch {
    // The run is over.
  }
}

function read(file: string): ReadonlyMap<string, TestRecord> {
  const records = new Map<string, TestRecord>()
  for (const line of textOf(file).split('\n')) {
    const [sign, id = '', ms, services = ''] = line.split(' ')
    const begun = records.get(id)
    if (sign === '+') records.set(id, begunTest(id, Number(ms), services))
    else if (begun !== undefined) begun.endMs = Number(ms)
  }
  return records
}

function begunTest(id: string, beginMs: number, services: string): TestRecord {
  return { session: id.slice(0, id.lastIndexOf('.')), beginMs, services: services.split(','), endMs: undefined }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
