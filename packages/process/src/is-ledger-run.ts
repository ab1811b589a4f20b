import type { LedgerRun, LedgerService, SystemIdentity } from './ledger-run'
import type { ProcessIdentity } from './process-identity'

/** Whether what a file says can be acted on: another version may write more, or otherwise. */
export function isLedgerRun(value: unknown): value is LedgerRun {
  const { runId, project, startedAt, runner, system, services, directories } = fieldsOf<LedgerRun>(value)
  const { machine, bootId, pidNamespace } = fieldsOf<SystemIdentity>(system)
  return (
    [runId, project, startedAt, machine, bootId, pidNamespace].every(isText) &&
    isIdentity(runner) &&
    isListOf(services, isService) &&
    isListOf(directories, isText)
  )
}

function isService(value: unknown): boolean {
  const { service, command, startedAt, leader, cookie, noted } = fieldsOf<LedgerService>(value)
  return [service, command, startedAt, cookie].every(isText) && isIdentity(leader) && isListOf(noted, isIdentity)
}

function isIdentity(value: unknown): boolean {
  const { pid, startTime } = fieldsOf<ProcessIdentity>(value)
  return Number.isInteger(pid) && (startTime === undefined || typeof startTime === 'number')
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function fieldsOf<Fields extends object>(value: unknown): Partial<Fields> {
  return typeof value === 'object' && value !== null ? value : {}
}
