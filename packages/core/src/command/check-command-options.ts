import { invalidArgument } from '@portside/errors'
import { probe, type Probe, toProbe } from '@portside/probe'
import { checkStopOptions, parseCommandLine } from '@portside/process/checks'
import { checkHost, checkPortNumber, isPort } from '../define/check-address'
import { checkDuration } from '../define/check-duration'
import { isReservation } from '../reserve/reservation-need'
import type { CommandOptions, PortOption } from './command-options'
import { secretLines } from './mask-secrets'

/** A command with its options checked and its defaults filled in. */
export interface CommandSpec extends CommandOptions {
  readonly commandLine: string | readonly string[]
  readonly port: PortOption
  readonly host: '127.0.0.1' | '::1'
  readonly protocol: 'http' | 'https'
  readonly ports: Readonly<Record<string, 'lease' | number>>
  readonly startTimeoutMs: number
  readonly probe: Probe
  readonly redact: readonly string[]
  /** How many restarts a crash is worth. */
  readonly maxRestarts: number
  /** What starts of this service have shown, for the next ones. */
  readonly memory: { refusesHold: boolean; refusesHub: boolean }
}

const startTimeoutMs = 60_000
const defaultRestarts = 3

/** What may be wrong with an option that is given. */
const checks: { readonly [Name in keyof CommandOptions]?: (options: CommandOptions) => void } = {
  port: ({ port = 'lease' }) => checkPort('port', port, ['lease', 'discover', 'inherit', 'none']),
  ports: checkPorts,
  host: checkOwnHost,
  protocol: checkProtocol,
  ca: checkTrust,
  watch: checkWatch,
  startTimeoutMs: ({ startTimeoutMs: value }) => checkDuration('startTimeoutMs', value),
  stopTimeoutMs: ({ stopTimeoutMs: value }) => checkDuration('stopTimeoutMs', value),
  stopSignal: checkStopOptions,
  stopCommand: checkStopOptions,
  spares: checkStopOptions,
  env: ({ env }) => checkEnvironment(env),
  remap: checkRemap,
  expose: checkExpose,
}

/**
 * Checks what `command()` was given, at the definition and not only at the start. Throws a `TypeError` that names the option. A test file defines all
 * services anew, so what is left out costs nothing.
 */
export function checkCommandOptions(commandLine: string | readonly string[], options: CommandOptions): CommandSpec {
  checkCommandLine(commandLine, options.shell)
  for (const [name, check] of Object.entries(checks))
    if (options[name as keyof CommandOptions] !== undefined) check(options)
  const { port = 'lease', redact } = options
  return {
    ...options,
    commandLine,
    port,
    ports: options.ports ?? {},
    host: options.host ?? '127.0.0.1',
    protocol: options.protocol ?? 'http',
    redact: redact === undefined ? [] : secretLines(redact),
    probe: readyProbe(options, port),
    startTimeoutMs: options.startTimeoutMs ?? startTimeoutMs,
    maxRestarts: maxRestarts(options),
    memory: { refusesHold: false, refusesHub: false },
  }
}

function checkCommandLine(commandLine: string | readonly string[], shell = false): void {
  if (typeof commandLine === 'string' && !shell) parseCommandLine(commandLine)
  const isUsable = typeof commandLine === 'string' ? commandLine.trim() !== '' : isArgv(commandLine)
  if (!isUsable) throw invalidArgument('command', 'a command line or an array of its words', commandLine)
}

function isArgv(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')
}

function checkWatch({ watch: patterns }: CommandOptions): void {
  const isUsable = Array.isArray(patterns) && patterns.every((pattern) => typeof pattern === 'string' && pattern !== '')
  if (!isUsable) throw invalidArgument('watch', 'an array of glob patterns', patterns)
}

function checkPort(name: string, port: PortOption, words: readonly string[]): void {
  const isWord = typeof port === 'string' && words.includes(port)
  if (!isWord && !isReservation(port)) checkPortNumber(name, port, words)
}

function checkPorts({ ports = {} }: CommandOptions): void {
  for (const [name, port] of Object.entries(ports)) checkPort(`ports.${name}`, port, ['lease'])
}

function checkOwnHost({ host, port = 'lease' }: CommandOptions): void {
  checkHost(host)
  if (isReservation(port))
    throw invalidArgument('host', 'left out where `port` is reserved: reservePort() takes it', host)
}

function checkProtocol({ protocol }: CommandOptions): void {
  if (protocol !== 'http' && protocol !== 'https') throw invalidArgument('protocol', "'http' or 'https'", protocol)
}

function checkTrust({ ca, protocol = 'http' }: CommandOptions): void {
  if (typeof ca !== 'string' || ca === '') throw invalidArgument('ca', 'PEM or the path of a file', ca)
  if (protocol === 'http') throw invalidArgument('ca', "left out unless `protocol` is 'https'", ca)
}

function checkRemap({ remap, ports = {}, port = 'lease', hub = true }: CommandOptions): void {
  if (!hub) throw invalidArgument('hub', 'left on for `remap`, which it does', hub)
  const hasOwn = typeof port !== 'string' || port === 'lease' || isReservation(port)
  const names = Object.keys(ports).concat(hasOwn ? 'lease' : [])
  for (const [asked, name] of Object.entries(remap ?? {})) {
    if (!isPort(Number(asked))) throw invalidArgument('remap', 'by numbers from 1 to 65535', asked)
    if (!names.includes(name))
      throw invalidArgument(`remap[${asked}]`, names.map((known) => `'${known}'`).join(' or '), name)
  }
}

function checkExpose({ expose = 'warn' }: CommandOptions): void {
  const known = ['warn', 'narrow', 'error', 'allow']
  if (!known.includes(expose)) throw invalidArgument('expose', known.map((word) => `'${word}'`).join(', '), expose)
}

function maxRestarts({ restartOnCrash = false, port }: CommandOptions): number {
  if (restartOnCrash && port === 'discover')
    throw invalidArgument(
      'restartOnCrash',
      "left out where `port` is 'discover': it would come back on another port",
      restartOnCrash,
    )
  if (typeof restartOnCrash === 'boolean') return restartOnCrash ? defaultRestarts : 0
  if (!Number.isInteger(restartOnCrash) || restartOnCrash < 0)
    throw invalidArgument('restartOnCrash', 'a boolean or a number of restarts', restartOnCrash)
  return restartOnCrash
}

function readyProbe({ ready }: CommandOptions, port: PortOption): Probe {
  if (port === 'none' && ready === undefined) {
    throw invalidArgument('ready', "given where `port` is 'none': nothing else tells that the service is ready", ready)
  }
  // A socket that was handed over takes connections before the service does: only an answer is its own.
  if (port === 'inherit' && ready === undefined) return probe.http('/', { status: () => true })
  // What else tells that it is ready says nothing of its port, which must answer all the same.
  const asked = toProbe(ready)
  return port === 'none' || asked.asksPort ? asked : probe.all(probe.tcp(), asked)
}

/** Throws a `TypeError` when `env` sets what is portside's to set. */
export function checkEnvironment(env: CommandOptions['env'] | undefined): void {
  if (typeof env !== 'object') return
  if ('PORT' in env) throw invalidArgument('env.PORT', 'left out (use `port`, which sets it)', env['PORT'])
}
