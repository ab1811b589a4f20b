import { isPortsideError, PortsideError } from '@portside/errors'

/** What the options of `command()` that hints name are called on the command line. */
const names: readonly (readonly [option: string, name: string])[] = [
  ['`startTimeoutMs`', '`--timeout`'],
  ['`ready`', '`--ready`'],
  ['`port`', '`--port`'],
]

/** The error of a service that was defined on the command line: its hints name the options that are there. */
export function nameOptions(error: unknown): unknown {
  if (!isPortsideError(error)) return error
  const hints = error.hints.map((hint) => names.reduce((text, [option, name]) => text.replaceAll(option, name), hint))
  const { code, service, summary, evidence, output, cause } = error
  return new PortsideError({ code, service, summary, evidence, hints, output, cause })
}
