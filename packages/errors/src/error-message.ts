import { crashLines } from './crash-lines'
import type { PortsideErrorDetails } from './error-details'

const outputLines = 20
/** Fewer lines that are like one before are shown. */
const minFold = 3

/** Builds the whole message of an error: service, summary, evidence, last output, hints, and the command that prints its page. */
export function errorMessage(details: PortsideErrorDetails): string {
  return [...description(details), '', ...pagesOf(details)].join('\n')
}

function description(details: PortsideErrorDetails): string[] {
  return [
    heading(details),
    ...(details.evidence?.map(indent) ?? []),
    ...(details.failures ?? []).flatMap((failure) => description(failure).map(indent)),
    ...outputSection(details),
    ...hintSection(details.hints),
    ...(details.byHand === undefined ? [] : ['', '  By hand:', `  $ ${details.byHand}`]),
  ]
}

/** Names the page of an error; for a service that was not started, those of the causes. */
function pagesOf(details: PortsideErrorDetails): string[] {
  return [...new Set(causesOf(details))].map((code) => `  More: npx portside explain ${code}`)
}

function causesOf({ code, failures = [] }: PortsideErrorDetails): readonly string[] {
  return failures.length > 0 ? failures.flatMap(causesOf) : [code]
}

function heading({ service, summary, code }: PortsideErrorDetails): string {
  return `${service === undefined ? '' : `${service}: `}${summary} (${code})`
}

function outputSection({ code, output = '' }: PortsideErrorDetails): string[] {
  const lines = folded(output.trimEnd().split('\n'))
  if (lines.join('') === '') return []
  const shown = code === 'E_CRASHED' ? crashLines(lines) : lines.slice(-outputLines)
  return ['', '  Last output:', ...shown.map((line) => `  | ${line}`)]
}

function hintSection(hints: readonly string[] = []): string[] {
  return hints.length === 0 ? [] : ['', ...hints.map((hint) => `  → ${hint}`)]
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`
}

/** Joins lines that are like the one before, but for their numbers, into one that counts them. */
function folded(lines: readonly string[]): string[] {
  const groups: string[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last !== undefined && line.trim() !== '' && shapeOf(line) === shapeOf(last[0] ?? '')) last.push(line)
    else groups.push([line])
  }
  return groups.flatMap((group) => {
    const [first = '', ...others] = group
    return others.length < minFold ? group : [first, `… ${others.length} more like this`]
  })
}

function shapeOf(line: string): string {
  return line.replaceAll(/\d+/g, '0')
}
