import { delimiter, join } from 'node:path'
import type { MatrixSetUp } from './matrix-set-up'

/** A package manager, as the commands that it is called with. */
export interface Manager {
  readonly name: string
  /** The package that it is installed from for the matrix. */
  readonly package: string
  /** Its program, in that package. */
  readonly program: string
  readonly isBinary?: true
  readonly install: readonly string[]
  readonly add: readonly string[]
  /** Installs what its lock file says. */
  readonly reinstall?: readonly string[]
  /** The command that runs a program of the project; without one, the program is in `node_modules/.bin`. */
  readonly run?: readonly string[]
  /** Files that a project needs for it; `workspaces` are the folders of its packages. */
  readonly files?: (workspaces: readonly string[]) => Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

const npm = {
  program: 'bin/npm-cli.js',
  install: ['install'],
  add: ['install', '--save-dev'],
  reinstall: ['ci'],
} as const

const yarn = {
  package: '@yarnpkg/cli-dist@4.18.1',
  program: 'bin/yarn.js',
  install: ['install'],
  add: ['add', '--dev'],
  run: ['exec'],
  // Marks the root of a project: without a lock file yarn would look for it in the folders above.
  files: () => ({ 'yarn.lock': '' }),
} as const

/** Every package manager of the matrix. */
export const managers: readonly Manager[] = [
  { name: 'npm 10', package: 'npm@10.9.9', ...npm },
  { name: 'npm 11', package: 'npm@11.21.2', ...npm },
  {
    name: 'pnpm',
    package: 'pnpm@10.34.9',
    program: 'bin/pnpm.cjs',
    install: ['install'],
    add: ['add', '--save-dev'],
    files: (workspaces) => ({ 'pnpm-workspace.yaml': `packages: ${JSON.stringify(workspaces)}\n` }),
  },
  { name: 'yarn', ...yarn, env: { YARN_NODE_LINKER: 'node-modules' } },
  { name: 'yarn PnP', ...yarn, env: { YARN_NODE_LINKER: 'pnp' } },
  {
    name: 'bun',
    package: 'bun@1.4.5',
    program: 'bin/bun.exe',
    isBinary: true,
    install: ['install'],
    add: ['add', '--dev'],
  },
]

/** The folder that a package manager is installed in, below that of the matrix. */
export function managerFolder(folder: string, { package: specifier }: Manager): string {
  return join(folder, 'managers', specifier.replaceAll(/[/@]/g, '_'))
}

/** The words that call a package manager, but for its own arguments. */
export function managerCommand(folder: string, manager: Manager): readonly string[] {
  const name = manager.package.replace(/@[^@]*$/, '')
  const program = join(managerFolder(folder, manager), 'node_modules', name, manager.program)
  return manager.isBinary ? [program] : ['node', program]
}

/** The environment of a package manager and of what it runs: the registry on loopback, caches of the matrix, this Node.js. */
export function managerEnvironment({ folder, registry, nodes }: MatrixSetUp, manager: Manager, node: number) {
  const cache = (name: string) => join(folder, 'caches', name)
  return {
    PATH: [nodes[node] ?? '', process.env['PATH']].filter((path) => path !== '').join(delimiter),
    CI: '',
    npm_config_registry: registry,
    npm_config_cache: cache('npm'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_store_dir: cache('pnpm-store'),
    XDG_CACHE_HOME: cache('xdg'),
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_GLOBAL_FOLDER: cache('yarn'),
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    BUN_CONFIG_REGISTRY: registry,
    BUN_INSTALL_CACHE_DIR: cache('bun'),
    ...manager.env,
  }
}
