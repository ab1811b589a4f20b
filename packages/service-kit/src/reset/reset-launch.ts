import type { Launch, StartContext } from '@portside/core/kit'
import { invalidArgument } from '@portside/errors'
import type { DatabaseData } from '../database/database-handle'
import type { Resetter } from './resetter'

/** Returns the launch of a database that is reset: its handles call the resetter, which is closed with it. */
export function resetLaunch<Report extends object, Changed>(
  url: string,
  resetter: Resetter<Report, Changed>,
  { defer }: Pick<StartContext, 'defer'>,
): Launch {
  defer(resetter.close)
  const { followTest, describeFailure, reset, snapshot, restore, changes } = resetter
  return {
    data: { url, isReset: true } satisfies DatabaseData,
    followTest,
    describeFailure,
    calls: { reset, changes, snapshot: (name) => snapshot(nameOf(name)), restore: (name) => restore(nameOf(name)) },
  }
}

/** Users without types may pass anything. */
function nameOf(name: unknown): string {
  if (typeof name !== 'string' || name === '') throw invalidArgument('name', 'the name of a snapshot', name)
  return name
}
