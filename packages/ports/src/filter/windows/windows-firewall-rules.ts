import type { FilterRule } from '../filter-chain'
import { matchPort, type Traffic } from '../traffic'

/** The PowerShell line that prints the blocking rules, with their ports and program, as JSON. */
export const blockingRulesScript =
  'Get-NetFirewallRule -Enabled True -Action Block | ForEach-Object { $port = $_ | Get-NetFirewallPortFilter; ' +
  '[pscustomobject]@{ Name = $_.Name; DisplayName = $_.DisplayName; Direction = "$($_.Direction)"; ' +
  'Protocol = $port.Protocol; LocalPort = @($port.LocalPort) -join ","; RemotePort = @($port.RemotePort) -join ","; ' +
  'Program = ($_ | Get-NetFirewallApplicationFilter).Program } } | ConvertTo-Json -Compress'

/**
 * Finds the rules of Windows Firewall that block TCP connections to a port, in the JSON of {@link blockingRulesScript}. The service's port is the
 * local port of an inbound rule and the remote port of an outbound one. A port may be a word (`RPC`, `PlayToDiscovery`), which never matches.
 */
export function parseWindowsFirewallRules(json: string, traffic: Traffic): readonly FilterRule[] {
  return rowsOf(json).flatMap((row) => {
    const { Name: name, DisplayName: title, Direction: direction, Protocol: protocol, Program: program = 'Any' } = row
    const asked = direction === 'Outbound' ? row['RemotePort'] : row['LocalPort']
    const ports = typeof asked === 'string' ? asked : ''
    const isForPort = ports === 'Any' || matchPort(traffic, ports) === 'yes'
    if (typeof name !== 'string' || !['TCP', '6', 'Any'].includes(String(protocol)) || !isForPort) return []
    const ofProgram = typeof program !== 'string' || program === 'Any' ? '' : `, of ${program}`
    const text = `Windows Firewall, ${String(direction)}: ${String(title)} (blocks ${String(protocol)}, port ${ports}${ofProgram})`
    return [{ text, remedy: `Disable-NetFirewallRule -Name '${name.replaceAll("'", "''")}'` }]
  })
}

/** PowerShell prints a single object without a list, and nothing for none. */
function rowsOf(json: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(json)
    return (Array.isArray(value) ? value : [value]).filter((row) => typeof row === 'object' && row !== null)
  } catch {
    return []
  }
}
