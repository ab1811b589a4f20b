const maxDistance = 2
const maxNames = 3

/** Returns up to three of `names` that are spelled nearly like `name`, the nearest first. */
export function nearNames(name: string, names: Iterable<string>): readonly string[] {
  return [...new Set(names)]
    .map((other) => ({ other, distance: editDistance(name, other) }))
    .filter(({ other, distance }) => distance <= Math.min(maxDistance, Math.floor(other.length / 2)))
    .sort((left, right) => left.distance - right.distance || left.other.localeCompare(right.other))
    .slice(0, maxNames)
    .map(({ other }) => other)
}

/** Counts the characters that have to be added, left out or replaced (Levenshtein). */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > maxDistance) return Infinity
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, character] of left.split('').entries()) row = nextRow(row, index + 1, character, right)
  return row.at(-1) ?? 0
}

function nextRow(above: readonly number[], first: number, character: string, right: string): number[] {
  const row = [first]
  for (let column = 1; column <= right.length; column += 1) {
    const replaced = (above[column - 1] ?? 0) + (right[column - 1] === character ? 0 : 1)
    row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1))
  }
  return row
}
