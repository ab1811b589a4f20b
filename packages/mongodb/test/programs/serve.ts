import { defineServices, start } from '@portside/core'
import { mongodb, type MongodbHandle, type MongodbOptions } from '../../src/index'

/** Starts a server under a name, by which a test finds what it leaves. */
export async function serve(name: string, options: MongodbOptions = {}) {
  const { [name]: server } = defineServices({ [name]: mongodb(optionsFor(options)) })
  if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return start<MongodbHandle>(server)
}

/** Without a password where jongodb stands in, which knows none. */
export function optionsFor(options: MongodbOptions): MongodbOptions {
  if (process.env['JONGODB_STANDS_IN'] === undefined) return options
  return { ...options, settings: { 'security.authorization': 'disabled', ...options.settings } }
}
