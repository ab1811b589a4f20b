import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { PortsideError } from '@portside/errors'
import { namedUrl } from '../../contract/url-host'
import type { StartContext } from '../../contract/start-context'
import { baseEnvironment } from './base-environment'
import { checkEnvironment, type CommandSpec } from './check-command-options'
import { environmentOf, variableName, type EnvironmentOption } from '../../contract/environment-option'
import { listedNeeds } from '../../contract/listed-needs'
import type { Address } from './command-address'

/** The value of PORT by which a program picks a port itself. */
const anyPort = 0

/**
 * Makes the whole environment of a child: that of this process without the variables of test runners and with defaults for services, then `envFile`,
 * then `env`, then the address.
 */
export async function childEnvironment(
  spec: CommandSpec,
  address: Address,
  context: StartContext,
): Promise<Record<string, string>> {
  const fromFile =
    spec.envFile === undefined ? {} : await readEnvFile(resolve(context.directory, spec.envFile), context)
  const merged = {
    ...baseEnvironment(spec.port === 'none' ? undefined : address.host, context.needs),
    ...fromFile,
    ...ownEnvironment(spec, address, context),
    ...addressVariables(spec, address),
  }
  const entries = Object.entries(merged).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

async function readEnvFile(path: string, { name }: StartContext): Promise<EnvironmentOption> {
  return parseEnv(await readFile(path, 'utf8').catch((cause: Error) => Promise.reject(unreadable(path, name, cause))))
}

function unreadable(path: string, service: string, cause: Error): PortsideError {
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service,
    summary: `its \`envFile\` ${path} could not be read`,
    evidence: [cause.message],
    hints: ['Relative paths begin at the folder of the services file; without one, at the working directory.'],
    cause,
  })
}

/** Makes the variables of `env`. */
export function ownEnvironment(spec: CommandSpec, address: Address, context: StartContext): EnvironmentOption {
  const { host, port = 0, ports } = address
  const self = { name: context.name, url: namedUrl(address, port), host, port, ports }
  const { needs, explained } = listedNeeds(context.needs)
  try {
    const made = environmentOf(spec.env, needs, self)
    checkEnvironment(made)
    return made
  } catch (error) {
    throw explained(error)
  }
}

function addressVariables({ port: kind }: CommandSpec, { host, port, ports }: Address): EnvironmentOption {
  const named = Object.entries(ports).map(([name, number]) => [`${variableName(name)}_PORT`, number])
  return {
    ...Object.fromEntries(named),
    ...(kind === 'none' ? {} : { HOST: host, PORT: port ?? anyPort }),
  } as EnvironmentOption
}
