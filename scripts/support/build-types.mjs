import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { repositoryRoot } from './repository-root.mjs'
import { workspacePackages } from './workspace-packages.mjs'

const typesFolder = join(repositoryRoot, 'node_modules', '.cache', 'portside', 'types')

/** Writes the declaration of every source file into the cache, with one run of TypeScript for all packages; rejects with what TypeScript has printed. */
export async function emitTypes() {
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(repositoryRoot, 'tsconfig.types.json')
  await promisify(execFile)(process.execPath, [compiler, '--project', project]).catch(({ stdout, stderr }) => {
    throw new Error(`The declarations could not be written:\n${stdout}${stderr}`)
  })
}

/**
 * Bundles the emitted declarations of a package: one file for each `types` of its `exports`, and one for what several of them share. A package that the workspace
 * keeps to itself, or that only the build needs, becomes a part of them.
 */
export async function bundleTypes({ folder, manifest }) {
  for (const [extension, input] of Object.entries(typeEntries(folder, manifest))) {
    const bundle = await rollup({
      input,
      plugins: [resolveTypes(manifest), dts()],
      onwarn: (warning, print) => (isExpected(warning) ? undefined : print(warning)),
    })
    await bundle.write({
      dir: join(folder, 'dist'),
      entryFileNames: `[name]${extension}`,
      chunkFileNames: `[name]-[hash]${extension}`,
    })
    await bundle.close()
  }
}

/** Returns the entries of a package by the extension of their declarations, `.d.ts` or `.d.cts`: `{ '.d.ts': { index: '…/index.d.ts' } }`. */
function typeEntries(folder, { exports }) {
  const entries = {}
  for (const { '@portside/source': source, types, import: imported, require: required } of Object.values(exports)) {
    for (const file of [types, imported?.types, required?.types].filter(Boolean)) {
      const [, name, extension] = /^(.*?)(\.d\.c?ts)$/.exec(basename(file))
      entries[extension] = { ...entries[extension], [name]: emitted(join(folder, source)) }
    }
  }
  return entries
}

function resolveTypes({ dependencies = {} }) {
  const packages = workspacePackages()
  return {
    name: 'resolve-types',
    resolveId(specifier, importer) {
      if (importer === undefined) return undefined
      if (specifier.startsWith('.')) return declarationAt(resolve(dirname(importer), specifier))
      const [scope, name, ...path] = specifier.split('/')
      const found = packages.get(`${scope}/${name}`)
      if (found === undefined || found.name in dependencies) return { id: specifier, external: true }
      return emitted(join(found.folder, found.manifest.exports[['.', ...path].join('/')]['@portside/source']))
    },
  }
}

/** A file with types alone has no code, and a type that several entries share may be private. */
function isExpected({ code, message }) {
  return code === 'EMPTY_BUNDLE' || message.includes('private shared type exports')
}

function declarationAt(path) {
  return [`${path}.d.ts`, join(path, 'index.d.ts')].find(existsSync)
}

function emitted(source) {
  return join(typesFolder, relative(join(repositoryRoot, 'packages'), source).replace(/\.ts$/, '.d.ts'))
}
