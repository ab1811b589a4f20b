import type { PortsideErrorDetails } from './error-details'

const outputLines = 20
/** Each test that a crash fails shows it. */
const crashLines = 5

/** Builds the whole message of an error: service, summary, evidence, last output, hints. */
export function errorMessage(details: PortsideErrorDetails): string {
  return [
    heading(details),
    ...(details.evidence?.map(indent) ?? []),
    ...(details.failures ?? []).flatMap((failure) => errorMessage(failure).split('\n').map(indent)),
    ...outputSection(details),
    ...hintSection(details.hints),
  ].join('\n')
}

function heading({ service, summary, code }: PortsideErrorDetails): string {
  return `${service === undefined ? '' : `${service}: `}${summary} (${code})`
}

function outputSection({ code, output = '' }: PortsideErrorDetails): string[] {
  const lines = output.trimEnd().split('\n')
  if (lines.join('') === '') return []
  const shown = lines.slice(code === 'E_CRASHED' ? -crashLines : -outputLines)
  return ['', '  Last output:', ...shown.map((line) => `  | ${line}`)]
}

function hintSection(hints: readonly string[] = []): string[] {
  return hints.length === 0 ? [] : ['', ...hints.map((hint) => `  → ${hint}`)]
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`
}
