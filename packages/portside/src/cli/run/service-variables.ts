import { type ServiceShare, variableName } from '@portside/core/adapter'

/** A started service, as far as variables and placeholders tell of it. */
export type NamedService = Pick<ServiceShare, 'name' | 'data'>

/** What is known of a service's address; all of it is missing for one that listens nowhere. */
export interface ServiceAddress {
  readonly url?: string
  readonly host?: string
  readonly port?: number
}

/** The address of a started service. */
export function addressOf({ data }: NamedService): ServiceAddress {
  return data ?? {}
}

/** The variables that tell the test command where services are: `PORTSIDE_API_URL`, …, and `PORTSIDE_URL` of the first one. */
export function serviceVariables(services: readonly NamedService[]): Record<string, string> {
  const first = services.map(addressOf).find(({ url }) => url !== undefined)?.url
  const named = services.flatMap((service) => {
    const { url, host, port } = addressOf(service)
    const prefix = `PORTSIDE_${variableName(service.name)}`
    return [
      [`${prefix}_URL`, url],
      [`${prefix}_HOST`, host],
      [`${prefix}_PORT`, port],
    ] as const
  })
  const known = [['PORTSIDE_URL', first] as const, ...named].filter(([, value]) => value !== undefined)
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]))
}
