import { maxTimerMs } from '@portside/errors'

const unitsMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** The milliseconds that a person has given: `500`, `500ms`, `1.5s`, `2m`, `1h`. Throws a `TypeError` for anything else. */
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
