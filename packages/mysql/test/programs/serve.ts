import { defineServices, start } from '@portside/core'
import { mysql, type MysqlHandle, type MysqlOptions } from '../../src/index'

/** Starts a server under a name, by which a test finds what it leaves. */
export async function serve(name: string, options: MysqlOptions = {}, directory = process.cwd()) {
  const { [name]: server } = defineServices({ [name]: mysql(options) })
  if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return start<MysqlHandle>(server, { directory })
}
