// Leases a port, turns the loopback interface off, leases another, and prints what came of each as a line of JSON.
import { execFileSync } from 'node:child_process'

const { leasePort } = await import(process.argv[2])

async function print() {
  const result = await leasePort({ hold: 'kernel' }).then(
    ({ hold }) => ({ hold }),
    ({ code, message, hints }) => ({ code, message, hints }),
  )
  console.log(JSON.stringify(result))
}

await print()
execFileSync('sh', ['-c', 'ip link set lo down'])
await print()
