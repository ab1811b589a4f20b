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
    // Only the incomplete line is copied: a service may write a great deal.
    const start = size === 0 ? 0 : chunk.indexOf(lineFeed) + 1
    if (start > 0) passBegun(chunk.subarray(0, start))
    const end = Math.max(chunk.lastIndexOf(lineFeed) + 1, start)
    if (end > start) write(chunk.subarray(start, end))
    if (end < chunk.length) hold(chunk.subarray(end))
    if (size > maxBytes) passPart()
  }
  const hold = (rest: Buffer): void => {
    begun.push(rest)
    size += rest.length
  }
  const passBegun = (rest: Buffer): void => {
    const line = Buffer.concat([...begun, rest])
    begun = []
    size = 0
    if (line.length > 0) write(line)
  }
  const passPart = (): void => {
    const part = Buffer.concat(begun)
    const end = part.lastIndexOf(space) + 1 || part.length
    begun = []
    size = 0
    write(part.subarray(0, end))
    if (end < part.length) hold(part.subarray(end))
  }
  return { add, end: () => passBegun(Buffer.alloc(0)) }
}
