// The one registry of this folder: what of dead runs was cleaned up by this process, which does so once.
import { cleanLedger } from '@portside/process'
import { ledgerDirectory } from './ledger-directory'

const key = Symbol.for('portside.clean-up-of-dead-runs')

/**
 * Ends what runs have left whose runner and warden were both killed, or that a reboot has ended, before this process starts anything of
 * its own: they may have what it needs, such as a fixed port. What does not go is not this run's failure.
 */
export async function cleanDeadRuns(): Promise<void> {
  const holder = globalThis as { [key]?: Promise<unknown> }
  await (holder[key] ??= cleanLedger(ledgerDirectory()).catch(() => undefined))
}
