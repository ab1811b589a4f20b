import { formatTable } from '../support/format-table.mjs'
import { packageFile, programFile, runForJson } from './programs.mjs'

/** In a network namespace with 200 ephemeral ports, 100 are leased, and other programs take all the rest in every way. */
export async function measureNarrowRange() {
  const setup =
    'ip link set lo up && echo 40000 40199 > /proc/sys/net/ipv4/ip_local_port_range && export XDG_CACHE_HOME=/proc/none'
  const program = [process.execPath, programFile('narrow-range.mjs'), packageFile, '100']
  const { leased, taken } = await runForJson(['unshare', '-rn', 'sh', '-c', `${setup} && exec "$@"`, 'sh', ...program])
  const rows = taken.map(({ way, ports }) => ({
    way,
    handedOut: new Set(ports).size,
    leasedOnes: ports.filter((port) => leased.includes(port)).length,
  }))
  return {
    title: 'What other programs are handed of 200 ephemeral ports, 100 of them leased',
    table: formatTable(
      ['way', 'handed out', 'leased ones'],
      rows.map(({ way, handedOut, leasedOnes }) => [way, String(handedOut), String(leasedOnes)]),
    ),
    rows,
    isFailed: rows.some(({ handedOut, leasedOnes }) => leasedOnes > 0 || handedOut !== 100),
  }
}
