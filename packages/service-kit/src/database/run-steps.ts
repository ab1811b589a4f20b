import { runTool, type StartContext } from '@portside/core/kit'
import { runSqlFiles, type SqlDialect } from './run-sql-files'
import type { NamedStep, QueryFunction } from './steps'

/** The database that steps fill. */
export interface StepTarget {
  readonly url: string
  /** The variables by which the server's own programs find it. */
  readonly variables: Readonly<Record<string, string>>
  readonly query: QueryFunction
  readonly dialect: SqlDialect
}

/**
 * Runs steps on a database, one after the other.
 *
 * @throws PortsideError with the cause when a file or a command fails; what a function throws is thrown as it is.
 */
export async function runSteps(
  steps: readonly NamedStep[],
  { url, variables, query, dialect }: StepTarget,
  context: StartContext,
): Promise<void> {
  const env = { DATABASE_URL: url, ...variables }
  for (const { name, step } of steps) {
    const place = { service: context.name, step: name, directory: context.directory }
    if (typeof step === 'string') await runSqlFiles(step, { query, dialect }, place)
    else if (typeof step === 'object' && 'command' in step)
      await runTool(step.command, { cwd: context.directory, env }, context)
    else await (typeof step === 'function' ? step : step.run)({ url, env, query })
  }
}
