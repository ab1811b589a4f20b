// The one file of the command line that reads what the environment says of the terminal.
import { WriteStream } from 'node:tty'

type Stream = Pick<NodeJS.WriteStream, 'isTTY'>

/** Whether to write colours: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` say otherwise (no-color.org, force-color.org). */
export function hasColours({ isTTY }: Stream): boolean {
  const isAsked = isTTY || process.env['FORCE_COLOR'] !== undefined
  // Node knows these variables, and what the terminal can do; it asks only the environment.
  return isAsked && WriteStream.prototype.hasColors()
}

/** Whether lines can be changed in place: on a terminal that a person looks at. */
export function isLive({ isTTY }: Stream): boolean {
  const { CI, TERM } = process.env
  return isTTY && TERM !== 'dumb' && (CI === undefined || CI === 'false')
}
