import { openClient } from '../client/client'
import type { RedisWord } from '../client/reply'
import type { RedisAddress } from '../redis-address'

const key = 'portside'

/** The commands of a reset, not all of which its start sends: a database without keys is not read, and nothing is written. */
const commands: readonly (readonly RedisWord[])[] = [
  ['PTTL', key],
  ['TYPE', key],
  ['DUMP', key],
  ['EXISTS', key],
  ['RESTORE', key, 0, ''],
  ['DEL', key],
  ['FLUSHDB'],
]

/**
 * Asks the server whether the account may send the commands of a reset: a transaction refuses those when they are queued. It is never executed, since its connection is closed.
 *
 * @throws Error with the words of the server, `NOPERM …`, for the first that it refuses.
 */
export async function checkRights(address: RedisAddress): Promise<void> {
  const { send, close } = await openClient(address)
  try {
    await send('MULTI')
    const replies = await Promise.allSettled(commands.map((words) => send(...words)))
    const refused = replies.find((reply) => reply.status === 'rejected' && isRefused(reply.reason))
    if (refused?.status === 'rejected') throw refused.reason
  } finally {
    close()
  }
}

/** Whether the account may not send a command at all. One that may do so for some keys alone may have the right for those of the app. */
function isRefused(reason: unknown): boolean {
  return reason instanceof Error && /^NOPERM\b.* to run the '/.test(reason.message)
}
