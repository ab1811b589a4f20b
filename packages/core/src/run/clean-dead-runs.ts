// The one registry of this folder: what of dead runs was cleaned up by this process, which does so once.
import { cleanLedger } from '@portside/process'
import { ledgerDirectory } from './ledger-directory'

const key = Symbol.for('portside.clean-up-of-dead-runs')

interface CleanUp {
  done: Promise<unknown> | undefined
}

/**
 * Ends what runs have left whose runner and warden were both killed, or that a reboot has ended, before this process starts anything of
 * its own: they may have what it needs, such as a fixed port. What does not go is not this run's failure.
 */
export async function cleanDeadRuns(): Promise<void> {
  const cleanUp = registry()
  await (cleanUp.done ??= cleanLedger(ledgerDirectory()).catch(() => undefined))
}

/** A sealed record, not the promise: Jest 30 would make accessors of what async_hooks notes on that, and they call themselves. */
function registry(): CleanUp {
  const holder = globalThis as { [key]?: CleanUp }
  return (holder[key] ??= Object.seal({ done: undefined }))
}
