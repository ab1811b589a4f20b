import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { StartContext } from '@portside/core/kit'
import { hashFiles } from '../hash-files'
import { noFiles } from './run-sql-files'
import { inputsOf, type NamedStep, textOfStep } from './steps'

/**
 * Returns the hash of all that steps make: the steps and their inputs. `undefined` if the inputs of a step are not known.
 *
 * @param layout A number that changes whenever the caller makes the outcome in another way.
 * @throws PortsideError `E_NOT_READY` when a file does not exist.
 */
export async function keyOfSteps(
  steps: readonly NamedStep[],
  { name: service, directory }: Pick<StartContext, 'name' | 'directory'>,
  layout: number,
): Promise<string | undefined> {
  const hash = createHash('sha256').update(`${layout}`)
  for (const { name, step } of steps) {
    const inputs = inputsOf(step)
    if (inputs === undefined) return undefined
    const { files = [], key = '' } = inputs
    hash.update(JSON.stringify([name, textOfStep(step), key]))
    const hashing = hashFiles(files.map((file) => resolve(directory, file)))
    hash.update(
      await hashing.catch((cause: Error) => {
        throw noFiles({ service, step: name, directory }, cause.message)
      }),
    )
  }
  return hash.digest('hex')
}

/** Returns a key for steps whose inputs are not known: it holds for one run. */
export function keyOfRun(steps: readonly NamedStep[], { run }: Pick<StartContext, 'run'>): string {
  const texts = steps.map(({ name, step }) => [name, textOfStep(step)])
  return createHash('sha256')
    .update(JSON.stringify([run.id, texts]))
    .digest('hex')
}
