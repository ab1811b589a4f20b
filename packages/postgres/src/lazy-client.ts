import type { CleanUp } from '@portside/core/kit'
import type { Client } from './client'
import type { PostgresAddress } from './postgres-address'

/** Makes a client, which is loaded when it is first used. `onClose` registers how it is closed. */
export function lazyClient(address: PostgresAddress, onClose: (cleanUp: CleanUp) => void): Pick<Client, 'query'> {
  let opening: Promise<Client> | undefined
  const open = async (): Promise<Client> => {
    onClose(async () => (await opening)?.close())
    return (await import('./client')).openClient(address)
  }
  return { query: async (text, params) => (await (opening ??= open())).query(text, params) }
}
