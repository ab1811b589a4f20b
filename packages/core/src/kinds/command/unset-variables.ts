import type { StartContext } from '../../contract/start-context'
import { baseEnvironment } from './base-environment'
import type { CommandSpec } from './check-command-options'
import { ownEnvironment } from './child-environment'
import type { Address } from './command-address'
import { reservationName } from './reservation-need'

/**
 * Returns a remark about variables of `env` that are `undefined` and remove nothing that the process would inherit, if the service has needs: the
 * address of a need may have been read from its definition, which has none.
 */
export function remarksOnVariables(spec: CommandSpec, address: Address, context: StartContext): readonly string[] {
  const need = Object.keys(context.needs).find((name) => name !== reservationName)
  if (need === undefined || spec.envFile !== undefined) return []
  const unset = unsetNames(spec, address, context)
  const [first] = unset
  if (first === undefined) return []
  return [
    `\`env\` leaves ${unset.join(' and ')} unset: the value is undefined. If it is the address of a need, that is in its handle, not in its definition: \`env: ({ ${need} }) => ({ ${first}: ${need}.url })\`.`,
  ]
}

function unsetNames(spec: CommandSpec, address: Address, context: StartContext): readonly string[] {
  const inherited = baseEnvironment(address.host, context.needs)
  try {
    return Object.entries(ownEnvironment(spec, address, context))
      .filter(([name, value]) => value === undefined && inherited[name] === undefined)
      .map(([name]) => name)
  } catch {
    // A function that fails only when it is called again must not hide why the start failed.
    return []
  }
}
