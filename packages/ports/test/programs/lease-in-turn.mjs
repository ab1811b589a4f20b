// To be run in a network namespace of its own. Leases a port and releases it, twice, while the ephemeral range has two numbers, for several
// such ranges, and prints the pairs.
import { writeFileSync } from 'node:fs'

const { leasePort } = await import(process.argv[2])
const pairs = []
for (let from = 40_000; from < 40_100; from += 10) {
  writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', `${from} ${from + 1}`)
  const pair = []
  for (let turn = 0; turn < 2; turn += 1) {
    const lease = await leasePort()
    pair.push(lease.port)
    await lease.release()
  }
  pairs.push(pair)
}
console.log(JSON.stringify(pairs))
