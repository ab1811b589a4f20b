import { statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { checkOptions, type OptionRule, optionRules, type OptionRules, usageError } from '@portside/errors'
import { isDefinition } from './create-definition'
import { listingsOf } from './service-listing'

/** The rule of the option `services` of an adapter. */
export const servicesRule: OptionRule = { ...optionRules.text, expected: 'the path of a services file' }

/** Checks the options of an adapter's `portside()`; without any, the services file is found. Throws a `TypeError`, also for services in place of a path; `otherwise` answers the runner's own options. */
export function checkAdapterOptions<Options extends { readonly services?: string }>(
  options: Options | undefined,
  rules: OptionRules<Options>,
  otherwise?: string,
): void {
  if (options === undefined) return
  const given = servicesIn(() => options) ?? servicesIn(() => options.services)
  if (given !== undefined) throw servicesInsteadOfPath(given)
  checkOptions('portside()', options, rules, otherwise)
}

type Listed = readonly object[]

/** Returns the definitions of a record that has nothing else, or the one that `read` returns. */
function servicesIn(read: () => unknown): Listed | undefined {
  try {
    const value = read()
    if (isDefinition(value)) return [value]
    const values: readonly unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : []
    return values.length > 0 && values.every(isDefinition) ? values : undefined
  } catch {
    // The check of options says what is wrong.
    return undefined
  }
}

/** A runner's configuration, which cannot be the services file, or what Vite has bundled of it: with the services file, in a file of its own. */
const configuration = /(?:\.timestamp-[^/\\]*\.mjs|(?<![/\\]portside)\.config\.[cm]?[jt]s)$/

function servicesInsteadOfPath(services: Listed): TypeError {
  const files = services.flatMap((definition) => listingsOf(definition as never)[0]?.file ?? [])
  const file = files.find((name) => !configuration.test(name))
  const path = file === undefined ? './services.ts' : `./${relative(process.cwd(), file)}`
  const there = file === undefined ? ', a file that has defineServices({ … }) as its default export' : ''
  return usageError(
    `Expected \`services\` to be the path of a services file, got the services: each process of a run loads the file itself, since functions do not cross processes. Write portside({ services: '${path}' })${there}`,
  )
}

/** The place of a runner's configuration. */
export interface ConfigPlace {
  /** The folder that paths begin at. */
  readonly root: string
  /** The file of the configuration, with or without a line; unknown, and for a project that has none, `root` counts. */
  readonly configFile?: string | false | undefined
}

/** Returns the services file of an adapter: the one that its option names, or the nearest from the folder of the configuration upwards. */
export function servicesPath(services: string | undefined, { root, configFile }: ConfigPlace): string {
  return services === undefined ? findServicesFile(configFile ? dirname(configFile) : root) : resolve(root, services)
}

const names = ['services', 'portside.config'] as const
const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const
const fileNames = names.flatMap((name) => extensions.map((extension) => `${name}.${extension}`))

/**
 * Finds the services file in `folder` or the nearest folder above: `services` or `portside.config`, as TypeScript or JavaScript. The search ends at the
 * root of the repository, which has `.git`.
 *
 * @throws TypeError with the folders that were searched, and what to write instead, when there is none.
 */
export function findServicesFile(folder: string, instead = "Write portside({ services: './path' })"): string {
  const searched: string[] = []
  for (let current = folder; ; current = dirname(current)) {
    searched.push(current)
    const found = fileNames.map((name) => join(current, name)).find(isFile)
    if (found !== undefined) return found
    const isRoot =
      dirname(current) === current || statSync(join(current, '.git'), { throwIfNoEntry: false }) !== undefined
    if (isRoot) throw notFound(searched, instead)
  }
}

function notFound(searched: readonly string[], instead: string): TypeError {
  const [first = '', ...above] = searched
  const upTo = above.length === 0 ? '' : ` or a folder above, up to ${above.at(-1)}`
  return usageError(
    `Expected a services file: there is no services.ts or portside.config.ts (nor .mts, .cts, .js, .mjs, .cjs) in ${first}${upTo}. ${instead} for another one`,
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
