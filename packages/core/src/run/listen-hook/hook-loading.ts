import { basename } from 'node:path'
import { hubVariable } from '../environment'

/** What the hub does to the servers of a child, besides telling of them. */
export interface HubSteering {
  /** The ports to listen on, by the numbers that the program has in its code. @default none */
  readonly ports?: Readonly<Record<number, number>>
  /** Where servers listen that name no host. @default on every interface, as Node has it */
  readonly loopback?: string
}

/** What the hub's script reads. */
interface HubSettings extends HubSteering {
  /** The name under which it reports. */
  readonly child: string
}

/** The variables by which the Node processes of a child load the hub, behind what they load already. */
export function hubVariables(
  environment: Readonly<Record<string, string>>,
  script: string,
  settings: HubSettings,
): Record<string, string> {
  const { NODE_OPTIONS = '' } = environment
  return {
    NODE_OPTIONS: `${NODE_OPTIONS} --require ${quoted(script)}`.trimStart(),
    [hubVariable]: JSON.stringify({ file: basename(script), ...settings }),
  }
}

/** As Node splits `NODE_OPTIONS`: https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`
}
