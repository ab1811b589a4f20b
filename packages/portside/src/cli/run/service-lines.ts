import { stripVTControlCharacters } from 'node:util'
import type { Screen } from '../terminal/screen'

/** Prints the output of services. */
export interface ServiceLines {
  /** Announces the names of lines, so that all of them have the same width from the start. */
  readonly expect: (services: readonly string[]) => void
  readonly print: (service: string, lines: Buffer) => void
}

const colours = ['cyan', 'yellow', 'green', 'magenta', 'blue'] as const

const escape = '\u001B'
// SGR of ECMA-48: colours and the like. Other control sequences move the cursor, or clear the screen.
const graphics = new RegExp(`(${escape}\\[[\\d;:]*m)`)
const reset = `${escape}[0m`

/** Prints lines for people, `name | line`, with a colour for each service and the line's own colours on a terminal; or JSON for machines. */
export function createServiceLines(isJson: boolean, screen: Screen): ServiceLines {
  const known: string[] = []
  const expect = (services: readonly string[]): void => {
    known.push(...services.filter((service) => !known.includes(service)))
  }
  const shown = (service: string, line: string): string => {
    if (isJson) return JSON.stringify({ event: 'output', name: service, line: stripVTControlCharacters(line) })
    const width = Math.max(...known.map((name) => name.length))
    const colour = colours[known.indexOf(service) % colours.length] ?? 'cyan'
    return `${screen.styled(colour, `${service.padEnd(width)} |`)} ${cleaned(line, screen)}`.trimEnd()
  }
  return {
    expect,
    print: (service, lines) => {
      expect([service])
      screen.print(linesOf(lines).map((line) => shown(service, line)).join('\n')) // prettier-ignore
    },
  }
}

/** Splits output into lines; of a line that was overwritten, as by a progress bar, only the last text is kept. */
function linesOf(lines: Buffer): readonly string[] {
  const text = lines.toString().replace(/\r?\n$/, '')
  return text.split(/\r?\n/).map((line) => line.slice(line.lastIndexOf('\r') + 1))
}

function cleaned(line: string, { hasColours }: Screen): string {
  if (!hasColours) return stripVTControlCharacters(line)
  const parts = line.split(graphics)
  const text = parts.map((part) => (graphics.test(part) ? part : stripVTControlCharacters(part))).join('')
  return parts.length > 1 ? `${text}${reset}` : text
}
