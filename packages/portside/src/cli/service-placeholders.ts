import { addressOf, type NamedService } from './run/service-variables'

/** Replaces `{url}`, `{host}` and `{port}` of the first service that has an address, and `{api.url}` and so on of a named one. Others are left. */
export function fillServicePlaceholders(text: string, services: readonly NamedService[]): string {
  return text.replaceAll(
    /\{(?:([a-z][A-Za-z0-9]*)\.)?(url|host|port)\}/g,
    (placeholder, name: string | undefined, key: 'url' | 'host' | 'port') => {
      const service =
        name === undefined
          ? services.find((service) => addressOf(service).url !== undefined)
          : services.find((candidate) => candidate.name === name)
      const value = service === undefined ? undefined : addressOf(service)[key]
      return value === undefined ? placeholder : String(value)
    },
  )
}
