import { defineServices, start } from '@portside/core'
import { redis, type RedisHandle, type RedisOptions } from '../../src/index'

/** Starts a server under a name, by which a test finds what it leaves. */
export async function serve(name: string, options: RedisOptions = {}) {
  const { [name]: server } = defineServices({ [name]: redis(options) })
  if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return start<RedisHandle>(server)
}
