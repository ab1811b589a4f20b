import { types } from 'node:util'
import { optionRules, usageError } from '@portside/errors'
import type { TestEnvironment } from '../run/given-environments'

/** Checks the result of `env` of a services file. Throws a `TypeError` without any value: it may be a secret. */
export function checkVariables(variables: unknown): TestEnvironment['values'] {
  if (types.isPromise(variables))
    throw usageError('Expected `env` to return its variables, got a promise: make the function one without `async`')
  if (!optionRules.record.isAccepted(variables))
    throw usageError(`Expected \`env\` to return a plain object of variables, got ${nameOf(variables)}`)
  const entries = Object.entries(variables as Readonly<Record<string, unknown>>)
  return Object.fromEntries(entries.map(([name, value]) => [checkName(name), valueOf(name, value)]))
}

function checkName(name: string): string {
  if (name.startsWith('PORTSIDE_'))
    throw usageError(`Expected no variable of \`env\` to begin with PORTSIDE_, which portside uses itself, got ${name}`)
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name
  throw usageError(
    `Expected the names of \`env\` to have only letters, digits and _, and no digit first, got ${JSON.stringify(name)}`,
  )
}

function valueOf(name: string, value: unknown): string | null {
  if (value === undefined) return null
  if (typeof value === 'string' && !value.includes('\0')) return value
  if (typeof value === 'string') throw usageError(`Expected \`${name}\` of \`env\` to have no NUL character`)
  const hint = typeof value === 'number' || typeof value === 'boolean' ? `: write String(…)` : ''
  throw usageError(`Expected \`${name}\` of \`env\` to be a string or undefined, got ${nameOf(value)}${hint}`)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : value === undefined ? 'undefined' : `a ${typeof value}`
}
