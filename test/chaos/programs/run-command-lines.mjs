// Runs the command line of a build with each list of arguments of a JSON file, two at a time, and prints how each ended as JSON, a line each.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [cli, file] = process.argv.slice(2)
const limitMs = 30_000
const queue = JSON.parse(readFileSync(file, 'utf8'))
await Promise.all([runNext(), runNext()])

async function runNext() {
  for (let args = queue.shift(); args !== undefined; args = queue.shift()) console.log(JSON.stringify(await run(args)))
}

async function run(args) {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  let errors = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const [code, signal] = await new Promise((resolve) => child.once('close', (...end) => resolve(end)))
  clearTimeout(timer)
  return { args, code, signal, errors: errors.slice(0, 2000) }
}
