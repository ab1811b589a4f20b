import { maxTimerMs } from '@portside/errors'
import { isRunFolder } from './run-folder'
import type { LedgerRun, LedgerService, TrackedProcess, SystemIdentity } from './ledger-run'
import type { ProcessIdentity } from '../table/process-identity'

/** A check of one field of a ledger file. */
type Rule = (value: unknown) => boolean
type Row = readonly [field: string, value: unknown, isRight: Rule]

/** A process id is an `int` (kill(2)). */
const maxPid = 2 ** 31 - 1
const maxText = 4096

/**
 * Returns why the content of a ledger file cannot be trusted: its first field that is not as `openLedger` writes it; `undefined` for a valid file.
 * `name` is the file's. Files get damaged, and a wrong process id, cookie or path may name something that belongs to somebody else.
 */
export function ledgerFault(value: unknown, name: string): string | undefined {
  const run = fieldsOf<LedgerRun>(value)
  const { runner, services, directories } = run
  const system = fieldsOf<SystemIdentity>(run.system)
  // The start of a process is known if its namespace is.
  const hasStarts = system.pidNamespace !== ''
  return (
    firstFault(rowsOf(run, system)) ??
    identityFault('runner', runner, hasStarts) ??
    nameFault(run as LedgerRun, name) ??
    listFault('services', services, (item, field) => serviceFault(item, field, hasStarts)) ??
    listFault('directories', directories, (item, field) =>
      firstFault([[field, item, (path) => isText(path) && isRunFolder(path as string, String(run.runId))]]),
    )
  )
}

function rowsOf({ runId, project, startedAt }: Partial<LedgerRun>, system: Partial<SystemIdentity>): readonly Row[] {
  return [
    ['runId', runId, (id) => isText(id) && /^[\w-]{1,100}$/.test(id as string)],
    ['project', project, isText],
    ['startedAt', startedAt, isTime],
    ['system.machine', system.machine, isText],
    ['system.bootId', system.bootId, (id) => id === '' || isUuid(id)],
    ['system.pidNamespace', system.pidNamespace, (id) => isText(id) && /^(?:pid:\[\d{1,20}\])?$/.test(id as string)],
  ]
}

/** The name repeats the run and its runner; a cleaner adds itself. */
function nameFault({ runId, runner }: LedgerRun, name: string): string | undefined {
  const [, own] = /^(.*?)(?:\.by-\d+)?\.json$/.exec(name) ?? []
  const isRight = own === `${runId}.${runner.pid}`
  return isRight ? undefined : `its name is not that of the run ${runId} of process ${runner.pid}`
}

function serviceFault(value: unknown, field: string, hasStarts: boolean): string | undefined {
  const service = fieldsOf<LedgerService>(value)
  const { leader, session, tracked } = service
  return (
    firstFault([
      [`${field}.service`, service.service, isName],
      [`${field}.command`, service.command, isText],
      [`${field}.port`, service.port, optional((port) => isWhole(port, 1, 65_535))],
      [`${field}.startedAt`, service.startedAt, isTime],
      [`${field}.cookie`, service.cookie, isCookie],
      [`${field}.stopSignal`, service.stopSignal, optional(isSignal)],
      [`${field}.stopTimeoutMs`, service.stopTimeoutMs, optional((ms) => isBetween(ms, 0, maxTimerMs))],
    ]) ??
    identityFault(`${field}.leader`, leader, hasStarts) ??
    firstFault([[`${field}.session`, session, (id) => id === leader?.pid]]) ??
    listFault(`${field}.tracked`, tracked, (item, each) => trackedFault(item, each, hasStarts))
  )
}

function trackedFault(value: unknown, field: string, hasStarts: boolean): string | undefined {
  const { session } = fieldsOf<TrackedProcess>(value)
  const isRight: Rule = (id) => (hasStarts ? isWhole(id, 0, maxPid) : id === undefined)
  return identityFault(field, value, hasStarts) ?? firstFault([[`${field}.session`, session, isRight]])
}

/** To kill(2), 0 and 1 are all processes, or the one that all depend on. */
function identityFault(field: string, value: unknown, hasStarts: boolean): string | undefined {
  const { pid, startTime } = fieldsOf<ProcessIdentity>(value)
  const isStart: Rule = (time) => isWhole(time, 0, Number.MAX_SAFE_INTEGER)
  return firstFault([
    [`${field}.pid`, pid, (id) => isWhole(id, 2, maxPid)],
    [`${field}.startTime`, startTime, hasStarts ? isStart : optional(isStart)],
  ])
}

function listFault(
  field: string,
  value: unknown,
  faultOf: (item: unknown, field: string) => string | undefined,
): string | undefined {
  if (!Array.isArray(value)) return describe(field, value)
  for (const [index, item] of value.entries()) {
    const fault = faultOf(item, `${field}[${index}]`)
    if (fault !== undefined) return fault
  }
  return undefined
}

function firstFault(rows: readonly Row[]): string | undefined {
  const wrong = rows.find(([, value, isRight]) => !isRight(value))
  return wrong && describe(wrong[0], wrong[1])
}

function describe(field: string, value: unknown): string {
  return value === undefined ? `${field} is missing` : `${field} cannot be ${shown(value)}`
}

// eslint-disable-next-line no-control-regex -- control characters would reach a terminal
const control = /[\u0000-\u001F\u007F-\u009F]/g

function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(control, '?')
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function optional(isRight: Rule): Rule {
  return (value) => value === undefined || isRight(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= maxText && !value.includes('\0')
}

function isName(value: unknown): boolean {
  return isText(value) && value !== '' && (value as string).search(control) === -1
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-[\d-]+T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)
}

/** Accepts cookies as `nextCookie` makes them. */
function isCookie(value: unknown): boolean {
  const [, id, number] = typeof value === 'string' ? (/^(.+)\.(\d{1,15})$/.exec(value) ?? []) : []
  return number !== undefined && isUuid(id)
}

function isSignal(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(process.getBuiltinModule('node:os').constants.signals, value)
}

function isWhole(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && isBetween(value, from, to)
}

function isBetween(value: unknown, from: number, to: number): boolean {
  return typeof value === 'number' && value >= from && value <= to
}

function fieldsOf<Fields extends object>(value: unknown): Partial<Fields> {
  return typeof value === 'object' && value !== null ? value : {}
}
