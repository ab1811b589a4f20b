import {
  beginTest,
  findCrash,
  nameAsCause,
  outputSince,
  type ServiceShare,
  type TestTurn,
  wordsText,
} from '@portside/core/worker'
import type { TestContext } from 'vitest'

/** A test that is watched. */
export interface WatchedTest {
  /** Ends the turn of the test with it; if it has failed, the lines of services that follow tests are added to its error. */
  readonly endWith: (turn: TestTurn) => void
}

/**
 * Watches a test from its beginning: if it fails, its error shows whether a service of its file is dead, and the output since then of the services
 * that it uses: those of these names, or all of them.
 */
export function explainFailure(
  { task, onTestFailed, onTestFinished }: TestContext,
  names: readonly string[],
  isUsed: (share: ServiceShare) => boolean = ({ name }) => names.includes(name),
): WatchedTest {
  const test = beginTest(names)
  let words = ''
  onTestFinished(test.end)
  onTestFailed(async () => {
    const errors = task.result?.errors ?? []
    nameAsCause(await findCrash(), errors)
    const output = [await outputSince(test, isUsed), words].filter((text) => text !== '').join('\n\n')
    // The errors before it are of earlier tries. Every reporter shows the message.
    const error = errors.at(-1)
    if (error !== undefined && output !== '') error.message += `\n\n${output}\n`
  })
  // Runs before the function above.
  const endWith = (turn: TestTurn): void =>
    onTestFinished(async () => {
      words = task.result?.state === 'fail' ? wordsText(await turn.describeFailure()) : ''
      turn.end()
    })
  return { endWith }
}
