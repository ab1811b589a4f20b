import { invalidArgument, unreadableArgument } from './invalid-argument'
import { nearestNames } from '@portside/internal'
import { peerAnswer } from './peer-options'
import { usageError } from './usage-error'

/** The rule of an option: `expected` completes the sentence "Expected `name` to be …". */
export interface OptionRule {
  readonly expected: string
  readonly isAccepted: (value: unknown) => boolean
}

/** A rule for each option. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule }

/** The longest time that a timer of Node.js accepts, in milliseconds (about 24.8 days); a longer one would fire at once. */
export const maxTimerMs = 2 ** 31 - 1

/** The kinds of options that most constructors have. */
export const optionRules = {
  anything: { expected: 'given', isAccepted: () => true },
  flag: { expected: 'true or false', isAccepted: (value) => typeof value === 'boolean' },
  text: { expected: 'a string that is not empty', isAccepted: isText },
  record: { expected: 'a plain object', isAccepted: isRecord },
  texts: {
    expected: 'an array of strings that are not empty',
    isAccepted: (value) => Array.isArray(value) && value.every(isText),
  },
  function: { expected: 'a function', isAccepted: (value) => typeof value === 'function' },
  durationMs: {
    expected: `milliseconds above 0, at most ${maxTimerMs}`,
    isAccepted: (value) => isDuration(value) && value !== 0,
  },
  durationOrZeroMs: { expected: `milliseconds from 0 to ${maxTimerMs}`, isAccepted: isDuration },
  port: { expected: 'a number from 1 to 65535', isAccepted: isPort },
} satisfies Record<string, OptionRule>

/** Makes the rule of an option that is one of these words. */
export function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map((word) => `'${word}'`)
  const expected = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ')
  return { expected, isAccepted: (value) => typeof value === 'string' && words.includes(value) }
}

/**
 * Checks the options of a function: a plain object whose keys all have a rule, with values that their rules accept. `undefined` counts as absent.
 *
 * @throws TypeError that names the option, and for an unknown one the nearest that there is, or ours for that of another tool; else `otherwise`.
 */
export function checkOptions(
  of: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  otherwise = `its options are ${Object.keys(rules).join(', ')}`,
): void {
  for (const name of namesOf(of, options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const value = readOption(options as Record<string, unknown>, name, rule?.expected ?? 'absent')
    if (value === undefined) continue
    if (rule === undefined) throw unknownOption(of, name, Object.keys(rules), otherwise)
    if (!rule.isAccepted(value)) throw invalidArgument(name, rule.expected, value)
  }
}

function namesOf(of: string, options: unknown): readonly string[] {
  const [name, expectation] = [`options of ${of}`, 'a plain object']
  try {
    if (isPlain(options)) return Object.keys(options)
  } catch (thrown) {
    throw unreadableArgument(name, expectation, thrown)
  }
  throw invalidArgument(name, expectation, options)
}

/** Reads an option and, if it is a record or an array, all of its values: what can be read once is read again later. */
function readOption(options: Record<string, unknown>, name: string, expectation: string): unknown {
  let inner = name
  try {
    const value = options[name]
    if (typeof value !== 'object' || value === null) return value
    for (const key of Object.keys(value)) {
      inner = `${name}.${key}`
      void (value as Record<string, unknown>)[key]
    }
    return value
  } catch (thrown) {
    throw unreadableArgument(inner, inner === name ? expectation : 'readable', thrown)
  }
}

function unknownOption(of: string, name: string, names: readonly string[], otherwise: string): TypeError {
  const nearest = nearestNames(name, names).map((near) => `\`${near}\``)
  const didYouMean = nearest.length > 0 ? `did you mean ${nearest.join(' or ')}?` : undefined
  const hint = peerAnswer(name, names) ?? didYouMean ?? otherwise
  return usageError(`${of} has no option \`${name}\`: ${hint}`)
}

/** Whether all that can be read of an object are its own properties. A plain object of another realm has another prototype. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether a value has named values; collections, promises and dates have none. */
function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && /^\[object (Object|Module)\]$/.test(objectTag(value))
}

function objectTag(value: object): string {
  try {
    return Object.prototype.toString.call(value)
  } catch {
    return ''
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('\0')
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxTimerMs
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536
}
