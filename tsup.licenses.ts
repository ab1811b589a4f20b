import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Options } from 'tsup'

type BuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

/** By the folder of the build: its formats are built at once, and not all contain the same. */
const tracked = new Map<string, Map<string, string>>()

/** Writes `licenses.txt` beside a build: the licence of every package that it contains, as their licences want. */
export const noteLicenses: BuildPlugin = {
  name: 'note-licenses',
  setup(build) {
    build.initialOptions.metafile = true
    const folder = resolve(build.initialOptions.outdir ?? 'dist')
    build.onEnd(({ metafile }) => {
      const outputs = Object.values(metafile?.outputs ?? {})
      const inputs = outputs.flatMap((output) => Object.keys(output.inputs))
      const packages = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [])
      if (packages.length === 0) return
      const texts = tracked.get(folder) ?? new Map<string, string>()
      tracked.set(folder, texts)
      for (const path of packages) texts.set(path, texts.get(path) ?? licenseOf(path))
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'licenses.txt'), [heading, ...[...texts.values()].sort()].join('\n\n----\n\n'))
    })
  },
}

const heading = 'The files of this folder contain code of the following packages.'

function licenseOf(path: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new TypeError(`Expected ${name} to have the text of its licence (${license})`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
}
