import { invalidArgument } from '@portside/errors'
import { callerFile } from './caller-file'
import { checkDefinition } from './create-definition'
import type { ServiceDefinition } from '../contract/service-definition'
import { listDefinition } from './service-listing'

/** Definitions by name, as a services file lists them. */
export type Services = Readonly<Record<string, ServiceDefinition>>

/**
 * Lists the services of a run under their names. Make it the default export of a services file, which all runners and the command line share.
 *
 * @throws TypeError when there is none, or a name is not like `api2`, is one that runners use, or its value is no definition.
 * @example
 * ```ts
 * import { command, defineServices } from 'portside'
 *
 * export default defineServices({ api: command('node server.js', { ready: '/health' }) })
 * ```
 */
export function defineServices<const Definitions extends Services>(definitions: Definitions): Readonly<Definitions> {
  const file = callerFile()
  checkServices(definitions)
  for (const [name, definition] of Object.entries(definitions)) listDefinition(definition, { name, file })
  return Object.freeze({ ...definitions })
}

/** Throws a `TypeError` when `definitions` is not a record of well-named definitions, or is empty: tests would run without their services. */
export function checkServices(definitions: unknown): asserts definitions is Services {
  if (typeof definitions !== 'object' || definitions === null)
    throw invalidArgument('services', 'a record of definitions', definitions)
  if ('then' in definitions && typeof definitions.then === 'function')
    throw invalidArgument('services', 'a record of definitions, and no promise of one (await it first)', definitions)
  if (Object.keys(definitions).length === 0)
    throw invalidArgument('services', 'a record of at least one definition', definitions)
  for (const [name, definition] of Object.entries(definitions)) {
    checkServiceName(name)
    checkDefinition(name, definition)
  }
}

/** Returns the definition that is listed under a name; `undefined` if there is none, also for names that every object inherits. */
export function serviceOf(services: Services, name: string): ServiceDefinition | undefined {
  return Object.hasOwn(services, name) ? services[name] : undefined
}

const pattern = /^[a-z][A-Za-z0-9]*$/

// Names that Vitest, Jest, Playwright Test and node:test put into a test's context or its globals.
const runnerNames = new Set([
  'annotate', 'browser', 'browserName', 'context', 'describe', 'expect', 'it', 'jest', 'onTestFailed', 'onTestFinished',
  'page', 'playwright', 'request', 'signal', 'skip', 'task', 'test', 'use', 'vi',
]) // prettier-ignore

/** Throws a `TypeError` when `name` cannot name a service: it is not a plain word, or the context of a runner has it already. */
function checkServiceName(name: string): void {
  if (!pattern.test(name)) throw invalidArgument('name of the service', `like ${pattern}`, name)
  if (runnerNames.has(name)) throw invalidArgument('name of the service', 'none that a test runner uses itself', name)
}
