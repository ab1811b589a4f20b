import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** The built package. */
export const packageFile = join(root, 'packages/ports/dist/index.js')

/** The path of a program that the tests of the package use too. */
export function programFile(name) {
  return join(root, 'packages/ports/test/programs', name)
}

/** Runs a command to its end and gives what it printed, as JSON. */
export async function runForJson([file, ...args]) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
  return JSON.parse(text)
}

/** Background noise, while `work` runs: gives its result and how much noise there was. */
export async function underNoise(work) {
  const children = [1, 2].map(() =>
    spawn(process.execPath, [programFile('noise.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  const texts = children.map((child) => new Response(child.stdout).text())
  try {
    return { result: await work(), noise: await endNoise(children, texts) }
  } finally {
    for (const child of children) child.kill()
  }
}

async function endNoise(children, texts) {
  for (const child of children) child.stdin.end()
  const counts = (await Promise.all(texts)).map((text) => JSON.parse(text))
  return {
    binds: counts.reduce((sum, { binds }) => sum + binds, 0),
    connects: counts.reduce((sum, { connects }) => sum + connects, 0),
  }
}
