import { exitCodes } from '../terminal/exit-codes'
import { parseOptions } from '../terminal/parse-options'
import { formatChecks } from './format-checks'
import { runChecks } from './run-checks'

/** `portside doctor`: reports what on this system would break or disturb a run. Resolves to the exit code. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options: { json: { type: 'boolean' } } })
  const environment = process.env
  const results = await runChecks({ folder: process.cwd(), environment, nodeVersion: process.versions.node })
  const isColoured = process.stdout.isTTY && !environment['NO_COLOR']
  process.stdout.write(values.json ? `${JSON.stringify({ checks: results })}\n` : formatChecks(results, isColoured))
  return results.some(({ state }) => state === 'fail') ? exitCodes.failure : 0
}
