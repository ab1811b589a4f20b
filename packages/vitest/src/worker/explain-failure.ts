import { beginTest, findCrash, nameAsCause, outputSince, type ServiceShare } from '@portside/core/worker'
import type { TestContext } from 'vitest'

/**
 * Watches a test from its beginning: if it fails, its error shows whether a service of its file is dead, and the output since then of the services
 * that it uses: those of these names, or all of them.
 */
export function explainFailure(
  { task, onTestFailed, onTestFinished }: TestContext,
  names: readonly string[],
  isUsed: (share: ServiceShare) => boolean = ({ name }) => names.includes(name),
): void {
  const test = beginTest(names)
  onTestFinished(test.end)
  onTestFailed(async () => {
    const errors = task.result?.errors ?? []
    nameAsCause(await findCrash(), errors)
    const output = await outputSince(test, isUsed)
    // The errors before it are of earlier tries. Every reporter shows the message.
    const error = errors.at(-1)
    if (error !== undefined && output !== '') error.message += `\n\n${output}\n`
  })
}
