import { defineServices, start, type StartOptions } from '@portside/core'
import { mysql, type MysqlOptions } from '../../src/index'

/** Returns a function that starts servers of this name, by which a test finds what they leave. */
export function namedServers(name: string) {
  return (options: MysqlOptions = {}, startOptions: StartOptions = {}) => {
    const { [name]: server } = defineServices({ [name]: mysql(options) })
    if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
    return start(server, startOptions)
  }
}
