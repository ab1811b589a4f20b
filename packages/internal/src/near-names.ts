const maxDistance = 2
const maxNames = 3

interface Near {
  readonly other: string
  readonly distance: number
}

/** Returns up to three of `names` that are spelled nearly like `name`, the nearest first. */
export function nearNames(name: string, names: Iterable<string>): readonly string[] {
  return near(name, names)
    .slice(0, maxNames)
    .map(({ other }) => other)
}

/** Returns those of `names` that are spelled most like `name`: several if they are equally near, none if none is near. */
export function nearestNames(name: string, names: Iterable<string>): readonly string[] {
  const found = near(name, names)
  return found.filter(({ distance }) => distance === found[0]?.distance).map(({ other }) => other)
}

function near(name: string, names: Iterable<string>): readonly Near[] {
  return [...new Set(names)]
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= Math.min(maxDistance, Math.floor(other.length / 2)))
    .sort((left, right) => left.distance - right.distance || left.other.localeCompare(right.other))
}

/** Counts the characters that have to be added, left out, replaced or swapped with the next one (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > maxDistance) return Infinity
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let index = 0; index < left.length; index += 1) {
    const next = nextRow({ before, above: row, index, left, right })
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}

interface Rows {
  readonly before: readonly number[]
  readonly above: readonly number[]
  readonly index: number
  readonly left: string
  readonly right: string
}

function nextRow({ before, above, index, left, right }: Rows): number[] {
  const row = [index + 1]
  for (let column = 1; column <= right.length; column += 1) {
    const replaced = (above[column - 1] ?? 0) + (right[column - 1] === left[index] ? 0 : 1)
    const isSwap = index > 0 && column > 1 && left[index] === right[column - 2] && left[index - 1] === right[column - 1]
    const swapped = isSwap ? (before[column - 2] ?? 0) + 1 : Infinity
    row.push(Math.min(replaced, swapped, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1))
  }
  return row
}
