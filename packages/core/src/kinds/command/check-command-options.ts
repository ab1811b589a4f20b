import { types } from 'node:util'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { probe, type Probe, toProbe } from '@portside/probe'
import { checkStopOptions, parseCommandLine } from '@portside/process/checks'
import { checkHost, checkPortNumber, isPort } from '../../definition/check-address'
import { needsRule, refuseOneDefinition } from '../../definition/create-definition'
import { environmentRule } from '../../contract/environment-option'
import { serviceScopes } from '../../contract/service-scope'
import { isReservation } from './reservation-need'
import type { CommandOptions, PortOption } from './command-options'
import { checkNeedPlaceholders, checkPlaceholders } from './placeholders'
import { secretLines } from '../../text/mask-secrets'

/** A command with its options checked and its defaults filled in. */
export interface CommandSpec extends CommandOptions {
  readonly commandLine: string | readonly string[]
  readonly port: PortOption
  readonly host: '127.0.0.1' | '::1'
  readonly protocol: string
  readonly ports: Readonly<Record<string, 'lease' | number>>
  readonly startTimeoutMs: number
  readonly probe: Probe
  readonly redact: readonly string[]
  /** The number of restarts after crashes. */
  readonly maxRestarts: number
  /** The user and the group of the process, by number. @default those of this process */
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

const startTimeoutMs = 60_000
const defaultRestarts = 3

/** The rules for the options of `command()`. */
export const commandRules: OptionRules<CommandOptions> = {
  needs: needsRule,
  env: environmentRule,
  envFile: optionRules.text,
  cwd: optionRules.text,
  port: optionRules.anything,
  ports: optionRules.record,
  host: optionRules.anything,
  urlHost: oneOf('localhost'),
  protocol: { expected: "a scheme such as 'https' or 'redis'", isAccepted: isScheme },
  ca: { ...optionRules.text, expected: 'PEM or the path of a file' },
  ready: optionRules.anything,
  warm: { expected: "an array of paths such as '/login'", isAccepted: isPaths },
  failed: { expected: 'a regular expression', isAccepted: (value) => types.isRegExp(value) },
  listenHook: optionRules.flag,
  remap: optionRules.record,
  expose: oneOf('warn', 'narrow', 'error', 'allow'),
  wrongPort: oneOf('fail', 'wait'),
  scope: oneOf(...serviceScopes),
  eager: optionRules.flag,
  watch: { ...optionRules.texts, expected: 'an array of glob patterns' },
  stopSignal: optionRules.text,
  stopTimeoutMs: optionRules.durationMs,
  stopCommand: { expected: 'a command line or an array of its words', isAccepted: isCommandLine },
  detaches: optionRules.flag,
  contain: oneOf('pidns'),
  leaveRunning: { ...optionRules.texts, expected: 'an array of names of programs' },
  restartOnCrash: { expected: 'a boolean or a number of restarts', isAccepted: isRestartCount },
  startTimeoutMs: optionRules.durationMs,
  owner: oneOf('own', 'any'),
  ownership: oneOf('preferred', 'required'),
  existing: {
    expected: 'a URL or an object with a port',
    isAccepted: (value) => typeof value === 'string' || optionRules.record.isAccepted(value),
  },
  stdin: oneOf('open', 'closed'),
  placeholders: optionRules.flag,
  shell: optionRules.flag,
  redact: { expected: 'an array of strings', isAccepted: isTexts },
}

/** Checks that involve several options, each run if its option is set. */
const checks: { readonly [Name in keyof CommandOptions]?: (options: CommandOptions) => void } = {
  needs: ({ needs }) => refuseOneDefinition('needs', needs),
  port: ({ port = 'lease' }) => checkPort('port', port, ['lease', 'discover', 'inherit', 'none']),
  ports: checkPorts,
  host: checkOwnHost,
  ca: checkTrust,
  warm: checkWarm,
  stopSignal: checkStopOptions,
  stopCommand: checkStopOptions,
  leaveRunning: checkStopOptions,
  env: ({ env }) => checkEnvironment(env),
  remap: checkRemap,
}

/**
 * Checks the arguments of `command()` at the definition, not only at the start. Throws a `TypeError` that names the option. A test file defines all
 * services anew, so options that are not set cost nothing.
 */
export function checkCommandOptions(commandLine: string | readonly string[], options: CommandOptions): CommandSpec {
  checkOptions('command()', options, commandRules)
  checkCommandLine(commandLine, options.shell)
  for (const [name, check] of Object.entries(checks))
    if (options[name as keyof CommandOptions] !== undefined) check(options)
  const { port = 'lease', redact, ports = {} } = options
  const words = placeholderWords(commandLine, options)
  checkPlaceholders(words, port !== 'none' && port !== 'discover', Object.keys(ports))
  checkNeedPlaceholders(words, Object.keys(options.needs ?? {}))
  return {
    ...options,
    commandLine,
    port,
    ports,
    host: options.host ?? '127.0.0.1',
    protocol: options.protocol ?? toProbe(options.ready).scheme ?? 'http',
    redact: redact === undefined ? [] : secretLines(redact),
    probe: readyProbe(options, port),
    startTimeoutMs: options.startTimeoutMs ?? startTimeoutMs,
    maxRestarts: maxRestarts(options),
  }
}

/** Returns the words of a command in which placeholders are replaced. */
export function placeholderWords(
  commandLine: string | readonly string[],
  { placeholders = true, stopCommand = [] }: Pick<CommandOptions, 'placeholders' | 'stopCommand'>,
): readonly string[] {
  return placeholders ? [commandLine, stopCommand].flat() : []
}

function checkCommandLine(commandLine: unknown, shell = false): void {
  if (!isCommandLine(commandLine))
    throw invalidArgument('command', 'a command line or an array of its words', commandLine)
  if (typeof commandLine === 'string' && !shell) parseCommandLine(commandLine)
}

function isCommandLine(value: unknown): value is string | readonly string[] {
  if (typeof value === 'string') return value.trim() !== '' && !value.includes('\0')
  return isTexts(value) && value.length > 0 && value[0] !== ''
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string' && !word.includes('\0'))
}

function isPaths(value: unknown): boolean {
  return isTexts(value) && value.every((path) => path.startsWith('/'))
}

/** The scheme of a URL (RFC 3986, 3.1). */
function isScheme(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*$/.test(value)
}

function isRestartCount(value: unknown): boolean {
  return typeof value === 'boolean' || (Number.isInteger(value) && Number(value) >= 0)
}

function checkPort(name: string, port: PortOption, words: readonly string[]): void {
  const isWord = typeof port === 'string' && words.includes(port)
  if (!isWord && !isReservation(port)) checkPortNumber(name, port, words)
}

function checkPorts({ ports = {} }: CommandOptions): void {
  for (const [name, port] of Object.entries(ports)) {
    if (!/^[a-zA-Z]\w*$/.test(name)) throw invalidArgument('name of a port', 'a word such as `admin`', name)
    checkPort(`ports.${name}`, port, ['lease'])
  }
}

function checkOwnHost({ host, port = 'lease' }: CommandOptions): void {
  checkHost(host)
  if (isReservation(port))
    throw invalidArgument('host', 'left out where `port` is reserved: reservePort() takes it', host)
}

function checkTrust({ ca, protocol = 'http' }: CommandOptions): void {
  if (protocol !== 'https') throw invalidArgument('ca', "left out unless `protocol` is 'https'", ca)
}

function checkWarm({ warm, port }: CommandOptions): void {
  if (port === 'none') throw invalidArgument('warm', "left out where `port` is 'none': nothing can be requested", warm)
}

function checkRemap({ remap, ports = {}, port = 'lease', listenHook = true }: CommandOptions): void {
  if (!listenHook) throw invalidArgument('listenHook', 'left on for `remap`, which it does', listenHook)
  const hasOwn = typeof port !== 'string' || port === 'lease' || isReservation(port)
  const names = Object.keys(ports).concat(hasOwn ? 'lease' : [])
  for (const [asked, name] of Object.entries(remap ?? {})) {
    if (!isPort(Number(asked))) throw invalidArgument('remap', 'by numbers from 1 to 65535', asked)
    if (!names.includes(name))
      throw invalidArgument(`remap[${asked}]`, names.map((known) => `'${known}'`).join(' or '), name)
  }
}

function maxRestarts({ restartOnCrash = false, port }: CommandOptions): number {
  if (restartOnCrash && port === 'discover')
    throw invalidArgument(
      'restartOnCrash',
      "left out where `port` is 'discover': it would come back on another port",
      restartOnCrash,
    )
  if (typeof restartOnCrash === 'number') return restartOnCrash
  return restartOnCrash ? defaultRestarts : 0
}

const handedOver =
  "a probe that asks the service where `port` is 'inherit': portside itself listens on its port and hands the socket over, so that it listens before the service has begun"

function readyProbe({ ready }: CommandOptions, port: PortOption): Probe {
  if (port === 'none' && ready === undefined) {
    throw invalidArgument('ready', "given where `port` is 'none': nothing else shows that the service is ready", ready)
  }
  // A socket that was handed over takes connections before the service does: only an answer comes from the service.
  if (port === 'inherit' && ready === undefined) return probe.http('/', { status: () => true })
  // Another condition proves nothing about the port, which must answer all the same.
  const asked = toProbe(ready)
  if (port === 'inherit' && asked.isSocketEnough) throw invalidArgument('ready', handedOver, asked.description)
  return port === 'none' || asked.asksPort ? asked : probe.all(probe.tcp(), asked)
}

/** Throws a `TypeError` when `env` sets a variable that portside sets, or has a value that is not text. */
export function checkEnvironment(env: unknown): void {
  if (typeof env === 'function') return
  if (!environmentRule.isAccepted(env)) throw invalidArgument('env', 'an object of variables', env)
  for (const [name, value] of Object.entries(env as object)) {
    if (name === 'PORT') throw invalidArgument('env.PORT', 'left out (use `port`, which sets it)', value)
    if (!/^[^=\0]+$/.test(name)) throw invalidArgument('env', "an object of variables whose names have no '='", name)
    // Values may be secrets, so only their type is shown.
    if (!isVariable(value))
      throw invalidArgument(`env.${name}`, 'a string without NUL, a number or undefined', kindOf(value))
  }
}

function isVariable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0')
  return value === undefined || Number.isFinite(value)
}

function kindOf(value: unknown): unknown {
  return value === null || typeof value === 'number' ? value : typeof value
}
