import { join } from 'node:path'
import { build } from 'tsup'

/** Builds `test/runners/runner.ts` with the sources of the package into a folder; gives the path of the program. */
export async function buildRunner(folder: string): Promise<string> {
  await build({
    entry: [join(__dirname, '..', 'runners', 'runner.ts')],
    config: false,
    tsconfig: join(__dirname, '..', '..', 'tsconfig.json'),
    format: ['cjs'],
    outDir: folder,
    noExternal: [/^@portside\//],
    esbuildOptions: (options) => {
      options.conditions = ['@portside/source']
    },
    silent: true,
  })
  return join(folder, 'runner.cjs')
}
