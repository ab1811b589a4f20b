import type { PortsideError } from '@portside/errors'
import type { PortFile } from '../find-port-files'
import { type Evidence, isRefused, otherPorts } from '../evidence'
import { placeHints } from '../place-hints'
import { unreadyError, within } from '../unready-error'

/** `E_WRONG_PORT`: the processes of the service listen on other ports than they were given. */
export function wrongPort(evidence: Evidence): PortsideError | undefined {
  const { host, port, listeners, output, moved = [], portFiles = [], template } = evidence
  const isOpen = listeners.some((listener) => listener.port === port)
  const others = otherPorts(evidence)
  if (port === undefined || isOpen || others.length === 0 || !isRefused(evidence)) return undefined
  const setting = portFiles.find((each) => others.includes(each.port))
  return unreadyError(evidence, {
    code: 'E_WRONG_PORT',
    summary: `listened on port ${others.join(' and ')}, and not on ${port}, which it was given, ${within(evidence)}`,
    facts: setting === undefined ? [] : [`\`${setting.file}\` in its folder has PORT=${setting.port}.`],
    hints: [
      ...(setting === undefined ? [] : [overrideHint(setting)]),
      ...placeHints({
        host,
        port,
        places: listeners.filter((place) => others.includes(place.port)),
        moved,
        output,
        template,
      }),
    ],
  })
}

/** A loader of such files mostly keeps what is set. */
function overrideHint({ file }: PortFile): string {
  return `If \`${file}\` overrides variables that are set (\`override: true\` of dotenv), turn that off in tests, or remove PORT from the file.`
}
