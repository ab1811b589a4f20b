/** The lines of a stream that comes in chunks. */
export interface LineSplitter {
  /** Returns the lines that a chunk completes, without their line feeds. */
  readonly add: (chunk: string) => readonly string[]
  /** Returns the length of the line that is not complete yet. */
  readonly restLength: () => number
}

/** Makes a splitter of one stream. */
export function splitLines(): LineSplitter {
  let rest = ''
  return {
    add: (chunk) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      return lines
    },
    restLength: () => rest.length,
  }
}
