const units: readonly (readonly [number, string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
]

/** A duration in its largest unit: `3 minutes`. */
export function formatAge(elapsedMs: number): string {
  const [unitMs, unit] = units.find(([length]) => elapsedMs >= length) ?? [1000, 'second']
  const count = Math.max(0, Math.floor(elapsedMs / unitMs))
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
