import { types } from 'node:util'
import { invalidArgument, isUsageError, unreadableArgument, usageError } from '@portside/errors'
import { callPlace, nowMs } from '@portside/internal'
import { callerFile } from './caller-file'
import { checkDefinition, isDefinition, mentionsOf, refuseOneDefinition } from './create-definition'
import type { ServiceDefinition } from '../contract/service-definition'
import { listDefinition } from './service-listing'
import { type ServicesOptions, withEnvironment } from './services-environment'

/** A services file imports this package before or after whatever else it imports. */
const loadedAtMs = nowMs()

/** Definitions by name, as a services file lists them. */
export type Services = Readonly<Record<string, ServiceDefinition>>

/**
 * Lists the services of a run under their names. Make it the default export of a services file, which all runners and the command line share.
 *
 * @throws TypeError when there is none, a name is not like `api2` or is one that runners use, its value is no definition, or an option is wrong.
 * @example
 * ```ts
 * import { command, defineServices } from 'portside'
 *
 * const api = command('node server.js', { ready: '/health' })
 *
 * export default defineServices({ api }, { env: ({ api }) => ({ API_URL: api.url }) })
 * ```
 */
export function defineServices<const Definitions extends Services>(
  definitions: Definitions,
  options: ServicesOptions<Definitions> = {},
): Readonly<Definitions> {
  const file = callerFile()
  checkServices(definitions)
  const list = withEnvironment(definitions, options, callPlace(defineServices))
  const loadMs = nowMs() - loadedAtMs
  for (const [name, definition] of Object.entries(definitions)) listDefinition(definition, { name, file, loadMs })
  return list
}

/** Throws a `TypeError` when `definitions` is not an object of well-named definitions, or is empty: tests would run without their services. */
export function checkServices(definitions: unknown): asserts definitions is Services {
  refuseOneDefinition('services', definitions)
  const services = entriesOf(definitions)
  if (services.length === 0) throw invalidArgument('services', 'an object of at least one definition', definitions)
  for (const [name, definition] of services) {
    refuseListWithin(name, definition)
    checkServiceName(name)
    checkDefinition(name, definition)
  }
  for (const [name, definition] of services)
    checkMentions(name, definition as ServiceDefinition, definitions as Services)
}

/** Answers a module in place of its export, as `import * as services` and `require()` of a compiled file return it. */
function refuseListWithin(name: string, value: unknown): void {
  if (!isObject(value) || isDefinition(value) || !hasDefinitions(value)) return
  throw usageError(
    `Expected \`services\` to be an object of definitions, got one that has them in \`${name}\`: write \`services.${name}\` in its place${name === 'default' ? ', or import the default export' : ''}`,
  )
}

/** A getter or a proxy may throw; the check of a definition describes such a value. */
function hasDefinitions(value: object): boolean {
  try {
    return Object.values(value).some(isDefinition)
  } catch {
    return false
  }
}

function entriesOf(definitions: unknown): readonly (readonly [name: string, definition: unknown])[] {
  const expectation = 'an object of definitions'
  try {
    if (types.isPromise(definitions) || (isObject(definitions) && typeof definitions['then'] === 'function'))
      throw invalidArgument('services', `${expectation}, and no promise of one (await it first)`, definitions)
    if (isObject(definitions) && !Array.isArray(definitions)) return Object.entries(definitions)
  } catch (thrown) {
    throw isUsageError(thrown) ? thrown : unreadableArgument('services', expectation, thrown)
  }
  throw invalidArgument('services', expectation, definitions)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Returns the definition that is listed under a name; `undefined` if there is none, also for names that every object inherits. */
export function serviceOf(services: Services, name: string): ServiceDefinition | undefined {
  return Object.hasOwn(services, name) ? services[name] : undefined
}

// Names that Vitest, Jest, Playwright Test and node:test put into a test's context or its globals.
const runnerNames = new Set([
  'annotate', 'browser', 'browserName', 'context', 'describe', 'expect', 'it', 'jest', 'onTestFailed', 'onTestFinished',
  'page', 'playwright', 'request', 'signal', 'skip', 'task', 'test', 'use', 'vi',
]) // prettier-ignore

/** Throws a `TypeError` when `name` cannot name a service: it is not a plain word, or the context of a runner has it already. */
function checkServiceName(name: string): void {
  const rule = 'Expected the name of a service to'
  if (!/^[a-z][A-Za-z0-9]*$/.test(name))
    throw usageError(
      `${rule} begin with a small letter and to have only letters and digits (a to z, A to Z, 0 to 9), got ${JSON.stringify(name)}${instead(name)}`,
    )
  if (runnerNames.has(name))
    throw usageError(`${rule} be one that no test runner uses for itself, got '${name}': write \`${name}Service\``)
}

/** The hint at a name that is allowed: `my-api` as `myApi`. */
function instead(name: string): string {
  const [first = '', ...rest] = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const words = [
    first.charAt(0).toLowerCase() + first.slice(1),
    ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ]
  const allowed = words.join('')
  return /^[a-z][A-Za-z0-9]{0,40}$/.test(allowed)
    ? `: write \`${runnerNames.has(allowed) ? `${allowed}Service` : allowed}\``
    : ''
}

/** Throws a `TypeError` when a command names a listed service in braces and does not need it: its address is not known when the command starts. */
function checkMentions(service: string, definition: ServiceDefinition, listed: Services): void {
  const { needs } = definition
  for (const { text, name } of mentionsOf(definition)) {
    const other = serviceOf(listed, name)
    if (other === undefined || Object.hasOwn(needs, name)) continue
    const [known] = Object.entries(needs).find(([, need]) => need === other) ?? []
    const hint =
      known === undefined ? `\`needs: { ${name} }\`` : `\`${text.replace(name, known)}\`, its name in \`needs\`,`
    throw usageError(
      `${service}: Expected \`command\` to be without ${text}, since \`${name}\` is a service of its own that \`${service}\` does not need: write ${hint} to have it replaced, or \`placeholders: false\` to keep all braces`,
    )
  }
}
