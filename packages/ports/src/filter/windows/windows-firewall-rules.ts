import type { FilterRule } from '../filter-chain'
import { matchPort, type Traffic } from '../traffic'

/** The PowerShell line whose output is read: the rules that block, with their ports and program, as JSON. */
export const blockingRulesScript =
  'Get-NetFirewallRule -Enabled True -Action Block | ForEach-Object { $port = $_ | Get-NetFirewallPortFilter; ' +
  '[pscustomobject]@{ Name = $_.Name; DisplayName = $_.DisplayName; Direction = "$($_.Direction)"; ' +
  'Protocol = $port.Protocol; LocalPort = @($port.LocalPort) -join ","; RemotePort = @($port.RemotePort) -join ","; ' +
  'Program = ($_ | Get-NetFirewallApplicationFilter).Program } } | ConvertTo-Json -Compress'

/**
 * The rules of Windows Firewall that block TCP connections to a port, from the JSON of {@link blockingRulesScript}. Of an inbound rule
 * the local port is the service's, of an outbound one the remote port; a port may be a word (`RPC`, `PlayToDiscovery`), of which none is meant.
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

/** PowerShell makes no list of a single object, and nothing of none. */
function rowsOf(json: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(json)
    return (Array.isArray(value) ? value : [value]).filter((row) => typeof row === 'object' && row !== null)
  } catch {
    return []
  }
}
