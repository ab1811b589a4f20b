/** Count, median and the tenth and ninetieth percentile of some numbers, or undefined where there are none. */
export function summarise(numbers) {
  if (numbers.length === 0) return undefined
  const [median, p10, p90] = [0.5, 0.1, 0.9].map((share) => round(quantile(numbers, share)))
  return { count: numbers.length, median, p10, p90 }
}

/** The value below which the part `share` (0 to 1) of the numbers lies, interpolated. */
function quantile(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at))
}

function round(number) {
  return Math.round(number * 100) / 100
}
