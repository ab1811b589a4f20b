import { join } from 'node:path'
import { defineServices, type ServiceDefinition, start } from '@portside/core'
import {
  connectProcess,
  makeGuardedFolder,
  preparedService,
  type ProcessHandle,
  type ServerData,
} from '@portside/core/kit'
import { checkOptions, optionRules } from '@portside/errors'
import { probe } from '../../../probe/src/index'
import { dataPlace, findBinaries } from '../../src/index'

/** The options of the server, some of which make a bad package of this one. */
export interface KeyValueOptions {
  readonly port?: number
  readonly isMissing?: boolean
  readonly isForgetful?: boolean
  readonly program?: string
}

/** A server as a package would define it. */
function keyValues(options: KeyValueOptions = {}): ServiceDefinition<ProcessHandle & { readonly url: string }> {
  checkOptions('keyValues()', options, {
    port: optionRules.port,
    isMissing: optionRules.flag,
    isForgetful: optionRules.flag,
    program: optionRules.text,
  })
  const { port = 'lease', isMissing, isForgetful, program = process.env['KEY_VALUES'] ?? '' } = options
  return preparedService({
    maker: keyValues,
    scope: 'run',
    probe: probe.http('/'),
    prepare: async (context) => {
      if (isMissing === true) await findMissing(context.name)
      const folder = await makeGuardedFolder(dataPlace(), context)
      const file = isForgetful === true ? [] : [join(folder, 'text')]
      return { command: [process.execPath, program, ...file], options: { port, ready: '/' } }
    },
    connect: (data, link) => ({ ...connectProcess(data as ServerData, link), url: (data as ServerData).url ?? '' }),
    vary: () => keyValues(options),
  })
}

async function findMissing(service: string): Promise<unknown> {
  const name = 'no-such-server'
  return findBinaries({
    service,
    product: 'KeyValues',
    programs: [name],
    option: { name: 'binaries', value: undefined },
    variable: 'PORTSIDE_KEY_VALUES_BIN',
    npm: () => undefined,
    npmPackage: name,
    folders: () => [],
    packages: { debian: name, fedora: name, alpine: name, arch: name, homebrew: name, winget: name },
  })
}

export async function serve(name: string, options: KeyValueOptions) {
  const { [name]: server } = defineServices({ [name]: keyValues(options) })
  if (server === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return start<ProcessHandle & { readonly url: string }>(server)
}
