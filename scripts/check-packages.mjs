import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkInstall } from './support/check-install.mjs'
import { checkTarball } from './support/check-tarball.mjs'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * Packs every package as it would be published, looks at each tarball with publint and arethetypeswrong, and installs them
 * in empty folders outside the repository: `portside` must be light, and an ESM project, a CommonJS project and a CommonJS Jest project import every
 * public entry, whose types are found under every resolution of TypeScript.
 */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-packages-')))
try {
  const tarballs = pack()
  const results = await Promise.all(Object.values(tarballs).map(checkTarball))
  const problems = [...results.flat(), ...(await checkInstall(join(folder, 'install'), tarballs))]
  for (const problem of problems) console.error(`\n✗ ${problem}`)
  console.log(problems.length === 0 ? '✓ packages' : `\n${problems.length} problems in the packages`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function pack() {
  const packed = join(folder, 'packed')
  execFileSync(process.execPath, ['scripts/pack.mjs', packed], { cwd: repositoryRoot, stdio: 'inherit' })
  return JSON.parse(readFileSync(join(packed, 'tarballs.json'), 'utf8'))
}
