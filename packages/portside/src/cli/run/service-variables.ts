import { nearNames } from '@portside/internal'
import { type ServiceShare, variableName } from '@portside/core/main'

/** A started service, as far as variables and placeholders need it. */
export type NamedService = Pick<ServiceShare, 'name' | 'data'>

/** The address of a service; all fields are absent for a service that listens nowhere. */
export interface ServiceAddress {
  readonly url?: string
  readonly host?: string
  readonly port?: number
}

/** Returns the address of a started service. */
export function addressOf({ data }: NamedService): ServiceAddress {
  return data ?? {}
}

/** Makes the variables that give the test command the addresses of services: `PORTSIDE_API_URL`, …, and `PORTSIDE_URL` of the first one. */
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

const placeholders = /\{(?:([a-z][A-Za-z0-9]*)\.)?(url|host|port)\}/g

/** Returns the names of services in the placeholders of a text, such as `{api.url}`. */
export function mentionedNames(text: string): readonly string[] {
  return [...text.matchAll(placeholders)].flatMap(([, name]) => (name === undefined ? [] : [name]))
}

const braces = /(?<![${])\{([A-Za-z]\w*)\.(\w+)\}(?!\})/g

/** Throws a `TypeError` for a placeholder that is spelled nearly like one of a service, such as `{apii.url}` or `{api.uri}`; other braces are left. */
export function checkMentions(words: readonly string[], names: readonly string[]): void {
  for (const [text, name = '', key = ''] of words.flatMap((word) => Array.from(word.matchAll(braces)))) {
    const [near, nearKey] = [nearest(name, names), nearest(key, ['url', 'host', 'port'])]
    if (near === undefined || nearKey === undefined || text === `{${near}.${nearKey}}`) continue
    throw new TypeError(`Expected ${text} to name a service: is {${near}.${nearKey}} meant?`)
  }
}

function nearest(name: string, known: readonly string[]): string | undefined {
  return known.includes(name) ? name : nearNames(name, known)[0]
}

/** Returns whether a text has a placeholder that is filled in once services are ready. */
export function mentionsService(text: string): boolean {
  return text.search(placeholders) !== -1
}

/** Replaces `{url}`, `{host}` and `{port}` of the first service that has an address, and `{api.url}` and so on of a named one. Others are left. */
export function fillServicePlaceholders(text: string, services: readonly NamedService[]): string {
  const first = services.map(addressOf).find(({ url }) => url !== undefined)
  return fillPlaceholders(text, services, first)
}

/** Replaces `{api.url}` and so on of a named service, and `{url}`, `{host}` and `{port}` by `own`. Others are left. */
export function fillPlaceholders(text: string, services: readonly NamedService[], own: ServiceAddress = {}): string {
  return text.replaceAll(placeholders, (placeholder, name: string | undefined, key: keyof ServiceAddress) => {
    const service = services.find((candidate) => candidate.name === name)
    const address = name === undefined ? own : service === undefined ? {} : addressOf(service)
    return String(address[key] ?? placeholder)
  })
}
