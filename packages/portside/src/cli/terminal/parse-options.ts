import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearNames } from '@portside/errors'

/** What `parseArgs` of Node.js gives; a `TypeError` of an option that is not there names those that are spelled nearly like it. */
export function parseOptions<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const [, option] = /^Unknown option '(-[^']+)'/.exec(error instanceof Error ? error.message : '') ?? []
    throw option === undefined ? error : unknownOption(option, config)
  }
}

function unknownOption(option: string, { options = {} }: ParseArgsConfig): TypeError {
  const known = Object.keys(options)
  const word = plain(option)
  // `--tcp-timeout` and `--statusCodes` are spelled as others spell them.
  const alike = known.filter((name) => plain(name) === word)
  const near = alike.length > 0 ? alike : nearNames(word, known)
  const text = near.map((name) => `--${name}`).join(' or ')
  return new TypeError(`Unknown option ${option}${near.length > 0 ? `: is ${text} meant?` : ' (see --help)'}`)
}

function plain(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}
