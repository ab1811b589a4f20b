import type { PortsideErrorDetails } from './error-details'

const outputLines = 20

/** Builds the whole message of an error: service, summary, evidence, last output, hints. */
export function errorMessage(details: PortsideErrorDetails): string {
  return [
    heading(details),
    ...(details.evidence?.map(indent) ?? []),
    ...outputSection(details.output),
    ...hintSection(details.hints),
  ].join('\n')
}

function heading({ service, summary, code }: PortsideErrorDetails): string {
  return `${service === undefined ? '' : `${service}: `}${summary} (${code})`
}

function outputSection(output = ''): string[] {
  const lines = output.trimEnd().split('\n')
  if (lines.join('') === '') return []
  return ['', '  Last output:', ...lines.slice(-outputLines).map((line) => `  | ${line}`)]
}

function hintSection(hints: readonly string[] = []): string[] {
  return hints.length === 0 ? [] : ['', ...hints.map((hint) => `  → ${hint}`)]
}

function indent(line: string): string {
  return `  ${line}`
}
