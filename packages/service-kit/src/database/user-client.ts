import type { ServiceLink } from '@portside/core/kit'
import type { ClientOption } from './database-rules'

/** Returns a function that returns the client of the option `client` for a database: it is opened at the first call, and closed with the handle. Without the option, the client is `undefined`. */
export function userClient<C>(
  url: string,
  { onClose }: Pick<ServiceLink, 'onClose'>,
  option: ClientOption<C> | undefined,
): () => C {
  let client: { readonly value: C } | undefined
  return () => (client ??= { value: open() }).value

  function open(): C {
    const opened = option?.open(url)
    if (option !== undefined) onClose(async () => option.close((await Promise.resolve(opened)) as Awaited<C>))
    return opened as C
  }
}
