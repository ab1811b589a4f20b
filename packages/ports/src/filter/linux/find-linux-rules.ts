import { parseIpRules } from './ip-rule'
import { type IptablesProgram, parseIptablesSave } from './iptables-save'
import { parseNftRuleset } from './nft-ruleset'
import { runTool } from '../../system/run-tool'
import type { FilterRule } from '../filter-chain'
import type { Traffic } from '../traffic'
import { walkChains } from '../walk-chains'

/** Finds the rules that keep connections away: of nftables, of routing, and of iptables if it is not built on nftables. */
export async function findLinuxRules(traffic: Traffic): Promise<readonly FilterRule[]> {
  const isV6 = traffic.host.includes(':')
  const [nft, iptables, routing] = await Promise.all([
    runTool('nft', ['-a', 'list', 'ruleset']),
    saveOfIptables(isV6 ? 'ip6tables' : 'iptables'),
    runTool('ip', [isV6 ? '-6' : '-4', 'rule', 'show']),
  ])
  return [
    ...walkChains(parseNftRuleset(nft, traffic)),
    ...walkChains(parseIptablesSave(iptables, traffic, isV6 ? 'ip6tables' : 'iptables')),
    ...parseIpRules(routing, traffic),
  ]
}

/** Reads only legacy iptables: the nftables ruleset already has the rules of the new one. */
function saveOfIptables(program: IptablesProgram): Promise<string> {
  return runTool(`${program}-legacy-save`, [])
}
