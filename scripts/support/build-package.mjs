import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository-root.mjs'

/** Empties `dist` and runs tsup in a package's folder; resolves with its exit code and all it wrote. */
export function buildPackage(folder) {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
    const child = spawn(process.execPath, [tsupScript()], options)
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}

/** tsup through its own script: no shell, no PATH, the same on every system. */
function tsupScript() {
  const folder = join(repositoryRoot, 'node_modules', 'tsup')
  return join(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin.tsup)
}
