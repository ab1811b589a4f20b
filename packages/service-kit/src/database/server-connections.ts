// The registry of the connections of this process to servers, and what is the same for all databases of one.
import { globalState } from '@portside/internal'

/** A server: `pid` is that of one that portside has started. */
export interface DatabaseServer {
  readonly url: string
  readonly pid?: number | undefined
}

/** Returns the connection of this process to a server, which the first caller opens. `open` gets a function that forgets it: the next caller then opens another one. */
export function sharedConnection<Connection>(
  product: string,
  { url }: Pick<DatabaseServer, 'url'>,
  open: (forget: () => void) => Promise<Connection>,
): Promise<Connection> {
  type Connections = Map<string, Promise<Connection>>
  const { byUrl } = globalState<{ readonly byUrl: Connections }>(`${product}.servers`, () => ({ byUrl: new Map() }))
  const known = byUrl.get(url)
  if (known !== undefined) return known
  const forget = (): void => void byUrl.delete(url)
  const opening = open(forget)
  byUrl.set(url, opening)
  opening.catch(forget)
  return opening
}

/** Whether portside has started a server. */
export function isOwnServer({ pid }: Pick<DatabaseServer, 'pid'>): boolean {
  return pid !== undefined
}

/** Waits until a database is dropped or given back, unless portside has started the server: that one takes its databases with it, and may have stopped meanwhile. */
export async function whenDropped(server: Pick<DatabaseServer, 'pid'>, dropping: Promise<unknown>): Promise<void> {
  if (isOwnServer(server)) dropping.catch(() => undefined)
  else await dropping
}
