/** The headers that `--header "Name: value"` stands for. Throws a `TypeError` for what is none. */
export function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(lines.map(headerOf))
}

function headerOf(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/s.exec(line) ?? []
  // The value may be a secret.
  if (name === undefined || value === undefined)
    throw new TypeError('Expected `--header` to be "Name: value", got something without a colon')
  return [name, value]
}

/** What `--status-codes 200-299,404` accepts. Throws a `TypeError` for what is no list of codes and ranges. */
export function acceptedStatuses(text: string): (status: number) => boolean {
  const ranges = text.split(',').map(rangeOf)
  return (status) => ranges.some(([first, last]) => status >= first && status <= last)
}

function rangeOf(entry: string): readonly [first: number, last: number] {
  const [, first, last = first] = /^\s*(\d{3})\s*(?:-\s*(\d{3})\s*)?$/.exec(entry) ?? []
  const range = [Number(first), Number(last)] as const
  if (range[0] >= 100 && range[1] <= 599 && range[0] <= range[1]) return range
  throw new TypeError(
    `Expected \`--status-codes\` to be codes and ranges from 100 to 599 such as 200-299,404, got '${entry}'`,
  )
}
