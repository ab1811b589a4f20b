import type { CleanUp } from '@portside/core/kit'
import type { RedisAddress } from '../redis-address'
import type { Client } from './client'
import type { SendFunction } from './reply'

/** Makes a client that connects when it is first used, and again after its connection was lost. `onClose` registers how it is closed, when it is first used. */
export function lazyClient(address: RedisAddress, onClose: (cleanUp: CleanUp) => void): Pick<Client, 'send'> {
  let opening: Promise<Client> | undefined
  const open = async (): Promise<Client> => {
    const { openClient } = await import('./client')
    return openClient(address)
  }
  const client = async (): Promise<Client> => {
    if (opening === undefined) {
      const own = (opening = open())
      const forget = (): void => void (opening === own && (opening = undefined))
      own.then(({ ended }) => ended.addEventListener('abort', forget), forget)
      onClose(async () => (await own.catch(() => undefined))?.close())
    }
    return opening
  }
  const send: SendFunction = async (...words) => (await client()).send(...words)
  return { send }
}
