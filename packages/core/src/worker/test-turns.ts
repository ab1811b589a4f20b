import { setTimeout as delay } from 'node:timers/promises'
import { usageError } from '@portside/errors'
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import type { ScopeKeys } from '../contract/service-share'
import type { FailureWords, TestFailure } from '../contract/start-context'
import type { Services } from '../definition/define-services'
import { workerSlot } from '../run/environment'
import { currentSession } from './session'

/** How long a test waits for another one of its worker to end, in milliseconds. */
const waitMs = 60_000
/** How long a failure waits for what services have to add, in milliseconds. */
const describeMs = 5000

/** A test that runs in this process, as far as services that follow tests are concerned. */
interface Turn {
  readonly test: string
  readonly ended: Promise<void>
}

/** The turn of one test. */
export interface TestTurn {
  /** Asks services that follow tests for lines about the failure of the test; none after some seconds. To be called before the end of the turn. */
  readonly describeFailure: () => Promise<readonly FailureWords[]>
  readonly end: () => void
}

/** The calls around the tests of a file, for services that follow tests. Without any, they do nothing. */
export interface TestTurns {
  /** Called when the file begins, after its services were acquired and before its own hooks. */
  readonly beginFile: () => Promise<void>
  /**
   * Called before a test, and before its own hooks. Tests of one process take turns: a second one waits for the first. A test within the running one joins it.
   *
   * @throws TypeError when the other test does not end within a minute, with both names.
   */
  readonly beginTest: (test: string) => Promise<TestTurn>
}

/** Makes the calls for the tests of the file that `fileKey` identifies. */
export function testTurns(services: Services, fileKey: () => string): TestTurns {
  const follows = Object.values(services).some(followsTests)
  const keysNow = (): ScopeKeys => ({ worker: workerSlot(), file: fileKey() })
  return {
    beginFile: async () => {
      if (follows) await currentSession().followTest(keysNow(), { kind: 'file', file: fileKey() })
    },
    beginTest: async (test) => {
      if (!follows) return { describeFailure: async () => [], end: () => undefined }
      const keys = keysNow()
      const failure = { file: fileKey(), test }
      const end = await takeTurn(test, keys, fileKey())
      return { describeFailure: () => describe(keys, failure), end }
    },
  }
}

async function describe(keys: ScopeKeys, failure: TestFailure): Promise<readonly FailureWords[]> {
  const describing = currentSession().describeFailure(keys, failure)
  const late = delay(describeMs, [], { ref: false })
  return Promise.race([describing, late]).catch(() => [])
}

/** Returns the lines about a failure as text; empty if there are none. */
export function wordsText(words: readonly FailureWords[]): string {
  const sections = words.map(({ name, text }) => {
    const lines = text.split('\n').map((line) => `  | ${line}`)
    return [`  ${name} when the test failed:`, ...lines].join('\n')
  })
  return sections.join('\n\n')
}

/** Whether a definition, or one that it needs, follows tests. */
function followsTests({ followsTests: own, needs }: ServiceDefinition): boolean {
  return own || Object.values(needs).some(followsTests)
}

async function takeTurn(test: string, keys: ScopeKeys, file: string): Promise<() => void> {
  const turns = globalState<{ current: Turn | undefined }>('test-turns', () => ({ current: undefined }))
  for (let current = turns.current; current !== undefined; current = turns.current) {
    if (isWithin(test, current.test)) return () => undefined
    // Another try of the same test.
    if (test === current.test) break
    await endOf(current, test)
  }
  let end = (): void => undefined
  const turn: Turn = { test, ended: new Promise((resolve) => (end = resolve)) }
  const release = (): void => {
    if (turns.current === turn) turns.current = undefined
    end()
  }
  turns.current = turn
  try {
    await currentSession().followTest(keys, { kind: 'test', file, test })
  } catch (error) {
    release()
    throw error
  }
  return release
}

/** Whether a test is a part of another, by their full names. */
function isWithin(test: string, other: string): boolean {
  return test.startsWith(`${other} > `)
}

async function endOf({ test: other, ended }: Turn, test: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), waitMs)))
  const outcome = await Promise.race([ended, late]).finally(() => clearTimeout(timer))
  if (outcome !== 'late') return
  throw usageError(
    `Expected the tests of one worker to run one after the other, since they share a database that is reset: "${test}" has waited ${waitMs / 1000} s for "${other}". Remove \`concurrent\`, or give each test a database of its own (\`scope: 'test'\`)`,
  )
}
