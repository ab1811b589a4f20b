import { parseArgs, type ParseArgsConfig } from 'node:util'
import { maxTimerMs } from '@portside/errors'
import { nearNames } from '@portside/internal'
import { helpOption } from './command'

/** Parses options by `parseArgs` of Node.js; the `TypeError` for an unknown option names those that are spelled nearly like it. */
export function parseOptions<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const [, option] = /^Unknown option '(-[^']+)'/.exec(error instanceof Error ? error.message : '') ?? []
    throw option === undefined ? error : unknownOption(option, config)
  }
}

function unknownOption(option: string, { options = {} }: ParseArgsConfig): TypeError {
  const known = Object.keys({ ...options, ...helpOption })
  const word = plain(option)
  // Recognises other spellings, such as `--tcp-timeout` and `--statusCodes`.
  const alike = known.filter((name) => plain(name) === word)
  const near = alike.length > 0 ? alike : nearNames(word, known)
  const text = near.map((name) => `--${name}`).join(' or ')
  return new TypeError(`Unknown option ${option}${near.length > 0 ? `: is ${text} meant?` : ' (see --help)'}`)
}

function plain(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}

const unitsMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Reads a duration in milliseconds: `500`, `500ms`, `1.5s`, `2m`, `1h`. Throws a `TypeError` for anything else. */
export function durationOf(option: string, given: string | number | undefined, leastMs = 0): number | undefined {
  if (given === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)(ms|s|m|h)?$/i.exec(String(given)) ?? []
  const durationMs = number === '' ? NaN : Math.floor(Number(number) * (unitsMs[unit.toLowerCase()] ?? NaN))
  if (durationMs >= leastMs && durationMs <= maxTimerMs) return durationMs
  const least = leastMs > 0 ? ' above 0' : ''
  throw new TypeError(
    `Expected \`${option}\` to be milliseconds${least}, or such as 500ms, 30s, 5m or 1h, got '${given}'`,
  )
}
