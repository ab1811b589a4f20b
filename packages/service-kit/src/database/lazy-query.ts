import type { ServiceLink } from '@portside/core/kit'
import type { QueryFunction } from './steps'

/** A client that runs SQL. */
export interface QueryClient {
  readonly query: QueryFunction
  readonly close: () => Promise<void>
}

/** Returns a function that runs SQL by a client, which is opened at the first call and closed with the handle. */
export function lazyQuery(open: () => Promise<QueryClient>, { onClose }: Pick<ServiceLink, 'onClose'>): QueryFunction {
  let opening: Promise<QueryClient> | undefined
  const openOnce = (): Promise<QueryClient> => {
    onClose(async () => (await opening)?.close())
    return open()
  }
  return async (text, params) => (await (opening ??= openOnce())).query(text, params)
}
