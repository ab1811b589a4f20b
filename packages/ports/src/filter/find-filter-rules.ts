import { readFile } from 'node:fs/promises'
import { parsePfRules, parseServicesFile } from './macos/pf-rules'
import { blockingRulesScript, parseWindowsFirewallRules } from './windows/windows-firewall-rules'
import { runTool } from '../system/run-tool'
import type { FilterRule, FilterRules } from './filter-chain'
import { findLinuxRules } from './linux/find-linux-rules'
import type { Traffic } from './traffic'

/** The commands that show the rules to an administrator. */
const listings: Readonly<Record<string, string>> = {
  linux: 'sudo nft list ruleset; sudo iptables-legacy-save; ip rule',
  darwin: 'sudo pfctl -s rules',
}

/**
 * Finds the rules of the system's packet filter that may keep connections from a port of this machine: nftables, iptables and routing rules on Linux,
 * pf on macOS, Windows Firewall (the last two untested there). Most rules are visible only to an administrator.
 */
export async function findFilterRules(host: string, port: number): Promise<FilterRules> {
  const rules = await rulesOf({ host, port })
  const listing = process.getuid?.() === 0 ? undefined : listings[process.platform]
  return rules.length > 0 || listing === undefined ? { rules } : { rules, hiddenBehind: listing }
}

async function rulesOf(traffic: Traffic): Promise<readonly FilterRule[]> {
  if (process.platform === 'linux') return findLinuxRules(traffic)
  if (process.platform !== 'win32') return findPfRules(traffic)
  const script = ['-NoProfile', '-NonInteractive', '-Command', blockingRulesScript]
  return parseWindowsFirewallRules(await runTool('powershell', script), traffic)
}

async function findPfRules(traffic: Traffic): Promise<readonly FilterRule[]> {
  const [rules, services] = await Promise.all([
    runTool('pfctl', ['-s', 'rules']),
    readFile('/etc/services', 'utf8').catch(() => ''),
  ])
  return parsePfRules(rules, traffic, parseServicesFile(services))
}
