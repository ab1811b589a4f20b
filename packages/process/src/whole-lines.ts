const maxBytes = 1024 * 1024
const lineFeed = 0x0a
const space = 0x20

/** Makes whole lines of chunks. */
export interface WholeLines {
  readonly add: (chunk: Buffer) => void
  /** Passes on the last line, which has no end. */
  readonly end: () => void
}

/** Passes on whole lines, several at a time. A line of more than 1 MiB is passed on in parts, cut at a space if it has one. */
export function wholeLines(write: (lines: Buffer) => void): WholeLines {
  let begun: Buffer[] = []
  let size = 0

  const add = (chunk: Buffer): void => {
    const end = chunk.lastIndexOf(lineFeed) + 1
    if (end > 0) pass(chunk.subarray(0, end))
    if (end < chunk.length) hold(chunk.subarray(end))
    if (size > maxBytes) passPart()
  }
  const hold = (rest: Buffer): void => {
    begun.push(rest)
    size += rest.length
  }
  const pass = (lines: Buffer): void => {
    const whole = begun.length === 0 ? lines : Buffer.concat([...begun, lines])
    begun = []
    size = 0
    if (whole.length > 0) write(whole)
  }
  const passPart = (): void => {
    const part = Buffer.concat(begun)
    const end = part.lastIndexOf(space) + 1
    begun = []
    pass(end > 0 ? part.subarray(0, end) : part)
    if (end > 0 && end < part.length) hold(part.subarray(end))
  }
  return { add, end: () => pass(Buffer.alloc(0)) }
}
