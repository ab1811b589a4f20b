import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { builtProgram } from '../../../../test/support/built-program'

const script = `
const { serve } = await import(process.argv[1])
const server = await serve(process.argv[2]).catch((error) => {
  console.log(error.message)
  process.exit(1)
})
console.log(JSON.stringify(await server.query('select 1 as one')))
await server.stop()`

/** Starts and stops a server in a process of its own, and resolves to what that printed. `prefix` has the words before its command line. */
export async function serveApart(
  name: string,
  env: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
): Promise<{ readonly code: number; readonly printed: string }> {
  const program = await builtProgram(join(import.meta.dirname, '../programs/serve.ts'))
  const line = [...prefix, process.execPath, '--input-type=module', '--eval', script, '--', program, name]
  const child = spawn(line[0] ?? '', line.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const printing = text(child.stdout)
  const [code] = (await once(child, 'exit')) as [number]
  return { code, printed: await printing }
}
