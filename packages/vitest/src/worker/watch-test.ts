import { findCrash, markTestBegin, nameAsCause, outputSince, type ServiceShare } from '@portside/core/worker'
import type { TestContext } from 'vitest'

/**
 * At the beginning of a test: has it tell, should it fail, whether a service of its file is dead, and what those that `isUsed` have written
 * meanwhile.
 */
export function watchTest({ task, onTestFailed }: TestContext, isUsed: (share: ServiceShare) => boolean): void {
  const beginMs = markTestBegin()
  onTestFailed(async () => {
    const errors = task.result?.errors ?? []
    nameAsCause(await findCrash(), errors)
    const output = await outputSince(beginMs, isUsed)
    // Those before it are of earlier tries. It is the message that every reporter shows.
    const error = errors.at(-1)
    if (error !== undefined && output !== '') error.message += `\n\n${output}\n`
  })
}
