import { type Command, helpOption, type Option, type Row, type Section } from './command'

/** The width of the narrowest usual terminal. */
const columns = 80
const indent = '  '
/** A longer term gets a line of its own. */
const maxTerm = 24

/** Formats the help of a command for 80 columns. */
export function formatHelp(
  name: string,
  { summary, usage, about, options, sections = [], examples = [] }: Command,
): string {
  const rows = Object.entries({ ...options, ...helpOption }).map(optionRow)
  const parts = [
    summary,
    `Usage: portside ${name} ${usage}`,
    ...(about === undefined ? [] : [wrapped(about, columns)]),
    ...formatSection({ title: 'Options', rows }),
    ...sections.flatMap(formatSection),
    ...(examples.length === 0 ? [] : [['Examples:', ...examples.map((line) => indent + line)].join('\n')]),
  ]
  return parts.join('\n\n')
}

/** Formats the overview of all commands. */
export function formatOverview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]): Row => [name, summary])
  const options: readonly Row[] = [
    ['-h, --help', 'Show help; also of a command: portside help run'],
    ['-v, --version', 'Show the version'],
  ]
  return [
    wrapped('portside: real services for test runs, on loopback ports that nobody else can take', columns),
    'Usage: portside <command> [options]',
    ...formatSection({ title: 'Commands', rows }),
    ...formatSection({ title: 'Options', rows: options }),
  ].join('\n\n')
}

function optionRow([name, { short, value, help }]: readonly [string, Option]): Row {
  const term = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
  return [term, help]
}

function formatSection(section: Section): readonly string[] {
  if (typeof section === 'string') return [wrapped(section, columns)]
  const short = section.rows.map(([term]) => term.length).filter((length) => length <= maxTerm)
  const width = Math.max(0, ...short)
  return [[`${section.title}:`, ...section.rows.map((row) => formatRow(row, width))].join('\n')]
}

function formatRow([term, meaning]: Row, width: number): string {
  const margin = ' '.repeat(indent.length + width + 2)
  const lines = wrapped(meaning, columns - margin.length).split('\n')
  if (term.length > width) return [indent + term, ...lines.map((line) => margin + line)].join('\n')
  const [first = '', ...others] = lines
  return [`${indent}${term.padEnd(width)}  ${first}`, ...others.map((line) => margin + line)].join('\n')
}

/** Breaks a text between words into lines of at most `width` characters. */
function wrapped(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = [lines.pop(), word].filter((part) => part !== undefined)
    const line = longer.join(' ')
    lines.push(...(line.length <= width ? [line] : longer))
  }
  return lines.join('\n')
}
