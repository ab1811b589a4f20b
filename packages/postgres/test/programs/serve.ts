import { defineServices, start } from '@portside/core'
import { type PostgresHandle, postgres, type PostgresOptions } from '../../src/index'

/** Starts a server under a name, by which a test finds what it leaves. */
export async function serve(name: string, options: PostgresOptions = {}, directory = process.cwd()) {
  const { [name]: server } = defineServices({ [name]: postgres(options) })
  if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return start<PostgresHandle>(server, { directory })
}
