import { parseIpRules } from './ip-rule'
import { type IptablesProgram, parseIptablesSave } from './iptables-save'
import { parseNftRuleset } from './nft-ruleset'
import { runTool } from '../../system/run-tool'
import type { FilterRule } from '../filter-chain'
import type { Traffic } from '../traffic'
import { walkChains } from '../walk-chains'

/** The rules of nftables, of iptables where it is not made of nftables, and of routing that keep connections away. */
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

/** Only the old kind: the rules of the new one are in the ruleset of nftables. */
function saveOfIptables(program: IptablesProgram): Promise<string> {
  return runTool(`${program}-legacy-save`, [])
}
