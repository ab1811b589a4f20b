/** Parses a header of the form `Name: value`. Throws a `TypeError` for anything else. */
export function headerOf(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/s.exec(line) ?? []
  // The value may be a secret.
  if (name === undefined || value === undefined)
    throw new TypeError('Expected `--header` to be "Name: value", got something without a colon')
  return [name, value]
}

/** Parses a list of statuses such as `200-299,404`. Throws a `TypeError` for anything but codes and ranges. */
export function acceptedStatuses(option: string, text: string): (status: number) => boolean {
  const ranges = text.split(',').map((entry) => rangeOf(option, entry))
  return (status) => ranges.some(([first, last]) => status >= first && status <= last)
}

function rangeOf(option: string, entry: string): readonly [first: number, last: number] {
  const [, first, last = first] = /^\s*(\d{3})\s*(?:-\s*(\d{3})\s*)?$/.exec(entry) ?? []
  const range = [Number(first), Number(last)] as const
  if (range[0] >= 100 && range[1] <= 599 && range[0] <= range[1]) return range
  throw new TypeError(
    `Expected \`${option}\` to be codes and ranges from 100 to 599 such as 200-299,404, got '${entry}'`,
  )
}
