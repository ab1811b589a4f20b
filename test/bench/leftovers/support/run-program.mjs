import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { plainEnvironment } from '../../support/environment.mjs'

/** The path of a program of these measures. */
export function programPath(name) {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url))
}

/** Runs a Node program to its end, and gives what it printed, as JSON. */
export async function runForJson(args) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: plainEnvironment(process.env),
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
  return JSON.parse(text)
}
