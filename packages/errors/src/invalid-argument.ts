import { inspect, types } from 'node:util'
import { maskUrlPasswords } from '@portside/internal'
import { usageError } from './usage-error'

/** Makes the `TypeError` for a wrong argument: "Expected `port` to be …, got …". */
export function invalidArgument(name: string, expectation: string, value: unknown): TypeError {
  return usageError(`Expected \`${name}\` to be ${expectation}, got ${shown(value)}`)
}

/** Makes the `TypeError` for an argument that could not be read: a getter or a proxy threw `thrown`. */
export function unreadableArgument(name: string, expectation: string, thrown: unknown): TypeError {
  return usageError(`Expected \`${name}\` to be ${expectation}, got one that throws when it is read: ${shown(thrown)}`)
}

/** Shows a value in one line. An object may have its own code that shows it, and that may throw. */
function shown(value: unknown): string {
  try {
    if (typeof value === 'function') return 'a function'
    if (types.isNativeError(value)) return `${value.name}: ${value.message}`
    // A string is cut after its password was masked.
    const whole = typeof value === 'string' ? maskUrlPasswords(value) : value
    const maxStringLength = typeof value === 'string' ? 80 : 1000
    const text = maskUrlPasswords(
      inspect(whole, { depth: 1, breakLength: Infinity, maxStringLength, maxArrayLength: 8 }),
    )
    const [line = '', ...rest] = text.split('\n')
    return rest.length > 0 ? `${line} …` : line
  } catch {
    return `a value that cannot be shown (${typeof value})`
  }
}
