// To be run in a network namespace of its own. Leases `count` ports while the ephemeral range has 200 numbers, lets a
// program take all the others in every way, and prints who got what.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const [file, count] = process.argv.slice(2)
const { leasePorts } = await import(file)
const leases = await leasePorts(Number(count))
const taken = []
for (const way of ['127.0.0.1', '::1', '0.0.0.0', '::', 'connect']) {
  const child = spawn('python3', [join(import.meta.dirname, 'take-ports.py'), way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  await once(child, 'close')
  taken.push({ way, ports: JSON.parse(text) })
}
console.log(JSON.stringify({ leased: leases.map((lease) => lease.port), taken }))
