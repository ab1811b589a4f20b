import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from './repository-root.mjs'
import { typeProgram } from './type-programs.mjs'

const execute = promisify(execFile)

/** Every way in which TypeScript 5 and 6 find packages, and the kinds of file that one project may have there. */
const resolutions = [
  { moduleResolution: 'node10', module: 'commonjs', kinds: ['ts'] },
  { moduleResolution: 'node16', module: 'node16', kinds: ['mts', 'cts'] },
  { moduleResolution: 'nodenext', module: 'nodenext', kinds: ['mts', 'cts'] },
  { moduleResolution: 'bundler', module: 'esnext', kinds: ['ts'] },
]

/**
 * Compiles a program for each entry in `folder`, where all packages are installed, under every resolution, with TypeScript 5 and 6. `requirable` are
 * the entries that a CommonJS module of Node may import. Resolves with a text for each problem.
 */
export async function checkTypes(folder, { all, requirable }) {
  const versions = ['typescript-5', 'typescript'].map(readVersion)
  const runs = resolutions.flatMap((resolution) => versions.map((version) => ({ resolution, version })))
  const problems = []
  for (const { resolution, version } of runs) {
    const project = writeProject(folder, resolution, version, { all, requirable })
    problems.push(await problemOf(project, resolution, version))
  }
  return problems.filter((problem) => problem !== undefined)
}

function readVersion(name) {
  const folder = join(repositoryRoot, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { version, script: join(folder, 'lib/tsc.js'), isOldest: version.startsWith('5.') }
}

function writeProject(folder, { kinds, ...resolution }, { version, isOldest }, { all, requirable }) {
  const project = join(folder, `types-${version}-${resolution.moduleResolution}`)
  mkdirSync(project)
  const compilerOptions = {
    ...resolution,
    ...(isOldest || resolution.moduleResolution !== 'node10' ? {} : { ignoreDeprecations: '6.0' }),
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }))
  for (const kind of kinds) {
    for (const specifier of kind === 'cts' ? requirable : all)
      writeFileSync(join(project, `${specifier.replaceAll(/\W/g, '_')}.${kind}`), typeProgram(specifier))
  }
  return project
}

async function problemOf(project, { moduleResolution }, { version, script }) {
  try {
    await execute(process.execPath, [script, '--project', project], { cwd: project })
    console.log(`✓ types under ${moduleResolution}, TypeScript ${version}`)
    return undefined
  } catch ({ stdout, stderr }) {
    return `types under ${moduleResolution}, TypeScript ${version}\n${stdout}${stderr}`
  }
}
