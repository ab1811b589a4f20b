import { inspect } from 'node:util'

/** Makes the `TypeError` for a wrong argument: "Expected `port` to be …, got …". */
export function invalidArgument(name: string, expectation: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be ${expectation}, got ${shown(value)}`)
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  try {
    return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 80 })
  } catch {
    // An object may have its own code that shows it.
    return `a value that cannot be shown (${typeof value})`
  }
}
