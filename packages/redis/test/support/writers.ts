import { type Client, openClient } from '../../src/client/client'
import type { DatabaseHandle } from '../../src/index'

/** Starts apps that write one key after the other, and count them in one key each. */
export async function startWriters(db: DatabaseHandle, count: number) {
  const clients = await Promise.all(Array.from({ length: count }, () => openClient(db)))
  const end = new AbortController()
  const writing = Promise.all(
    clients.map(async ({ send }, writer) => {
      for (let index = 0; !end.signal.aborted; index += 1) {
        await send('SET', `writer:${writer}:${index}`, 'x'.repeat(50))
        await send('INCR', `count:${writer}`)
      }
    }),
  )
  const stop = async (): Promise<void> => {
    end.abort()
    await writing.finally(() => clients.forEach((client) => client.close()))
  }
  writing.catch(() => undefined)
  return { stop }
}

/** Returns what shows that a reset was not of one moment: a writer's keys with a gap, or more of them or fewer than it has counted since. */
export async function faultsOf({ send }: Client, count: number): Promise<readonly string[]> {
  const script = `
    local counts = {}
    for index = 0, ARGV[1] - 1 do counts[index + 1] = redis.call('GET', 'count:' .. index) or '0' end
    return {redis.call('KEYS', 'writer:*'), counts}`
  const [keys, counts] = await send<[string[], string[]]>('EVAL', script, 0, count)
  return counts.flatMap((counted, writer) => {
    const prefix = `writer:${writer}:`
    const numbers = keys.filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length)))
    const range = numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers) + 1
    // A reset, or this look, may come between a key and its count.
    const isWhole = range === numbers.length && Math.abs(Number(counted) - range) <= 1
    return isWhole ? [] : [`writer ${writer}: ${numbers.length} keys over a range of ${range}, ${counted} counted`]
  })
}
