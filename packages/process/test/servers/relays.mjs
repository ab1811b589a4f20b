// A watcher that passes SIGTERM on to its program. That writes a line for each SIGTERM, and takes as many milliseconds to end as the first argument says.
import { spawn } from 'node:child_process'

const [, script, endMs, role] = process.argv
if (role === 'program') {
  process.on('SIGTERM', () => {
    console.log('got SIGTERM')
    setTimeout(() => process.exit(0), Number(endMs))
  })
  console.log(`pids: ${process.ppid} ${process.pid};`)
  setInterval(() => undefined, 60_000)
} else {
  const program = spawn(process.execPath, [script, endMs, 'program'], { stdio: 'inherit' })
  process.on('SIGTERM', () => program.kill('SIGTERM'))
  program.on('exit', (code) => process.exit(code ?? 0))
}
