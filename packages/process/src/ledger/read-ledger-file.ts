import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { ledgerFault } from './ledger-fault'
import type { LedgerRun, LedgerService } from './ledger-run'
import { privacyFault } from './private-path'

/** The file of ten thousand services is smaller. */
const maxBytes = 8 * 1024 * 1024

/** A file of the ledger: the run that it describes, or why it is not trusted. */
export type LedgerFile = { readonly run: LedgerRun } | { readonly fault: string }

/** Reads one file of the ledger; no other code does. Returns `undefined` when the file is gone. It never blocks, whatever the path leads to. */
export function readLedgerFile(file: string): LedgerFile | undefined {
  const text = readText(file)
  if (text === undefined || typeof text !== 'string') return text
  const value = parse(text)
  const fault = value === undefined ? 'it is no JSON' : ledgerFault(value, basename(file))
  return fault === undefined ? { run: onlyKnown(value as LedgerRun) } : { fault }
}

function readText(file: string): string | { readonly fault: string } | undefined {
  let descriptor: number
  try {
    // Opening a FIFO would wait for a writer, and a link leads anywhere.
    // Windows has neither flag: `undefined` counts as 0.
    const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
    descriptor = openSync(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : { fault: code === 'ELOOP' ? 'it is a link' : `it cannot be read (${code})` }
  }
  try {
    const fault = fileFault(fstatSync(descriptor))
    return fault === undefined ? readFileSync(descriptor, 'utf8') : { fault }
  } catch (error) {
    return { fault: `it cannot be read (${(error as NodeJS.ErrnoException).code})` }
  } finally {
    closeSync(descriptor)
  }
}

function fileFault(stats: Stats): string | undefined {
  if (!stats.isFile()) return 'it is no regular file'
  if (stats.size > maxBytes) return `it is larger than ${maxBytes} bytes`
  const fault = privacyFault(stats)
  return fault && `it ${fault}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Only checked fields are returned. */
function onlyKnown({ runId, project, startedAt, runner, system, services, directories }: LedgerRun): LedgerRun {
  return { runId, project, startedAt, runner, system, services: services.map(onlyKnownOf), directories }
}

function onlyKnownOf(listed: LedgerService): LedgerService {
  const { service, command, port, startedAt, leader, session, cookie, tracked, stopSignal, stopTimeoutMs } = listed
  return { service, command, port, startedAt, leader, session, cookie, tracked, stopSignal, stopTimeoutMs }
}
