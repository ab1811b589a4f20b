import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type CheckResult, readText } from './check'

const nftLimitMs = 1000

/** Lists the tables of a packet filter, if this user may see them; only a connection shows whether they let loopback through. */
export async function checkFirewall(): Promise<CheckResult | undefined> {
  if (process.platform !== 'linux') return undefined
  const found = await Promise.all([
    iptables('iptables', '/proc/net/ip_tables_names'),
    iptables('ip6tables', '/proc/net/ip6_tables_names'),
    nftables(),
  ])
  const seen = found.filter((tables) => tables !== undefined)
  if (seen.length === 0) return undefined
  return { name: 'firewall', state: 'ok', fact: seen.flat().join(', ') || 'no tables' }
}

async function iptables(program: string, file: string): Promise<readonly string[] | undefined> {
  return linesOf(await readText(file))?.map((table) => `${program} ${table}`)
}

/** Returns the lines of `nft list tables` (nft(8)), such as "table inet filter"; only root can run it. */
async function nftables(): Promise<readonly string[] | undefined> {
  try {
    const { stdout } = await promisify(execFile)('nft', ['list', 'tables'], { timeout: nftLimitMs })
    return linesOf(stdout)?.map((line) => line.replace(/^table/, 'nft'))
  } catch {
    return undefined
  }
}

function linesOf(text: string | undefined): readonly string[] | undefined {
  return text?.split('\n').filter((line) => line !== '')
}
