// Only this file of the command line reads the terminal's settings in the environment.
import { styleText } from 'node:util'
import { WriteStream } from 'node:tty'

/** Standard error: lines that stay, and below them, on a terminal, lines that are changed in place. */
export interface Screen {
  readonly hasColours: boolean
  /** True if lines can be changed in place. */
  readonly isLive: boolean
  /** Returns `text` in a colour, if colours are on. */
  readonly styled: (colour: Colour, text: string) => string
  /** Writes lines that stay. */
  readonly print: (text: string) => void
  /** Leaves the `^C` that a terminal shows at the cursor: on a line of its own if another program writes there, else it is erased. */
  readonly leaveEcho: (isShared: boolean) => void
  /** Shows these lines instead of the previous ones; none of them stays. */
  readonly show: (lines: readonly string[]) => void
}

/** The colours of names. */
export type Colour = 'cyan' | 'yellow' | 'green' | 'magenta' | 'blue'

const defaultColumns = 80
const defaultRows = 24

/** Makes the screen of a stream; nothing else should write to the stream meanwhile. */
export function createScreen(stream: NodeJS.WriteStream = process.stderr): Screen {
  const isColoured = hasColours(stream)
  let shown: readonly string[] = []
  return {
    hasColours: isColoured,
    isLive: isLive(stream),
    styled: (colour, text) => (isColoured ? styleText(colour, text, { validateStream: false }) : text),
    print: (text) => void stream.write(`${cleared()}${text}\n${drawn()}`),
    // EL of ECMA-48.
    leaveEcho: (isShared) => {
      if (isLive(stream)) stream.write(isShared ? '\n' : `${cleared()}\r\u001B[K${drawn()}`)
    },
    show: (lines) => {
      const before = cleared()
      shown = fitting(lines, stream)
      if (before !== '' || shown.length > 0) stream.write(`${before}${drawn()}`)
    },
  }

  /** Moves to the first of the shown lines, and erases all from there on: CUU and ED of ECMA-48. */
  function cleared(): string {
    return shown.length === 0 ? '' : `\u001B[${shown.length}A\u001B[J`
  }

  function drawn(): string {
    return shown.map((line) => `${line}\n`).join('')
  }
}

/** Fits lines to the terminal: a line that wraps or scrolls away could not be erased. */
function fitting(lines: readonly string[], { columns, rows }: NodeJS.WriteStream): readonly string[] {
  const width = (columns || defaultColumns) - 1
  const height = (rows || defaultRows) - 1
  return lines.slice(0, height).map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line))
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY'>

/** Returns whether to write colours: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` say otherwise (no-color.org, force-color.org). */
function hasColours({ isTTY }: Stream): boolean {
  const isAsked = isTTY || process.env['FORCE_COLOR'] !== undefined
  // Node knows these variables and the abilities of the terminal; it reads only the environment.
  return isAsked && WriteStream.prototype.hasColors()
}

/** Returns whether lines can be changed in place: on a terminal that a person looks at. */
function isLive({ isTTY }: Stream): boolean {
  const { CI, TERM } = process.env
  return isTTY && TERM !== 'dumb' && (CI === undefined || CI === 'false')
}
