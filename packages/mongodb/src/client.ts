import type { MongodbAddress } from './mongodb-address'

/** A document, as drivers take and return it. */
export type MongoDocument = Readonly<Record<string, unknown>>

/** Runs a command of MongoDB (https://www.mongodb.com/docs/manual/reference/command/) and returns its reply. */
export type CommandFunction = <Reply extends MongoDocument = MongoDocument>(command: MongoDocument) => Promise<Reply>

/** The longest wait for a connection to a server that is ready, in milliseconds. */
const connectLimitMs = 5000

/** Returns a function that runs commands on a database. The driver is loaded by the first call; each has a connection of its own, so that none keeps this process alive. */
export function commandsOf(
  { url }: Pick<MongodbAddress, 'url'>,
  database: string,
  limitMs = connectLimitMs,
): CommandFunction {
  return async <Reply extends MongoDocument>(command: MongoDocument) => {
    const { MongoClient } = await import('mongodb')
    const client = new MongoClient(url, {
      serverSelectionTimeoutMS: limitMs,
      appName: 'portside',
      maxPoolSize: 1,
    })
    try {
      return (await client.db(database).command({ ...command })) as unknown as Reply
    } finally {
      await client.close()
    }
  }
}
