import { inspect } from 'node:util'

/** The `TypeError` for a wrong argument: "Expected `port` to be …, got …". */
export function invalidArgument(name: string, expectation: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be ${expectation}, got ${shown(value)}`)
}

function shown(value: unknown): string {
  return typeof value === 'function'
    ? 'a function'
    : inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 80 })
}
