import type { CleanUp } from '@portside/core/kit'
import type { Client } from './client'
import type { MysqlAddress } from './mysql-address'

/** Makes a client for the user's SQL, which is loaded when it is first used. `onClose` registers how it is closed. */
export function lazyClient(address: MysqlAddress, onClose: (cleanUp: CleanUp) => void): Pick<Client, 'query'> {
  let opening: Promise<Client> | undefined
  const open = async (): Promise<Client> => {
    onClose(async () => (await opening)?.close())
    return (await import('./client')).openClient(address, { sqlMode: 'server' })
  }
  return { query: async (text, params) => (await (opening ??= open())).query(text, params) }
}
