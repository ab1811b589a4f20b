import { invalidArgument } from '@portside/errors'

const pattern = /^[a-z][A-Za-z0-9]*$/

// What Vitest, Jest, Playwright Test and node:test put into a test's context or its globals.
const runnerNames = new Set([
  'annotate', 'browser', 'browserName', 'context', 'describe', 'expect', 'it', 'jest', 'onTestFailed', 'onTestFinished',
  'page', 'playwright', 'request', 'signal', 'skip', 'task', 'test', 'use', 'vi',
]) // prettier-ignore

/** Throws a `TypeError` when `name` cannot be the name of a service: not a plain word, or a name that a runner's context has. */
export function checkServiceName(name: string): void {
  if (!pattern.test(name)) throw invalidArgument('name of the service', `like ${pattern}`, name)
  if (runnerNames.has(name)) throw invalidArgument('name of the service', 'none that a test runner uses itself', name)
}
