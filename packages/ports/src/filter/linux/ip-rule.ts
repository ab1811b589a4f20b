import type { FilterRule } from '../filter-chain'
import { allOf, type Match, matchAddress, matchPort, negate, type Traffic } from '../traffic'

/**
 * Finds the lines of `ip rule` or `ip -6 rule` (ip-rule(8)) that forbid connections to an address: those that end with `blackhole`, `prohibit` or
 * `unreachable`.
 */
export function parseIpRules(text: string, traffic: Traffic): readonly FilterRule[] {
  const ip = traffic.host.includes(':') ? 'ip -6' : 'ip'
  return text.split('\n').flatMap((line) => {
    const [, priority, selector = '', action] =
      /^(\d+):\s+(.*?) ?(blackhole|prohibit|unreachable)$/.exec(line.trim()) ?? []
    if (action === undefined || matchSelector(selector, traffic) === 'no') return []
    const rule = `${selector} ${action}`.trim()
    return [{ text: `${ip} rule ${priority}: ${rule}`, remedy: `sudo ${ip} rule del priority ${priority}` }]
  })
}

function matchSelector(selector: string, traffic: Traffic): Match {
  const pairs = [...selector.matchAll(/(from|to|dport|ipproto|oif) (\S+)/g)]
  const match = allOf(pairs.map(([, key = '', value = '']) => matchPair(key, value, traffic)))
  return selector.startsWith('not ') ? negate(match) : match
}

function matchPair(key: string, value: string, traffic: Traffic): Match {
  if (value === 'all') return 'yes'
  if (key === 'from' || key === 'to') return matchAddress(traffic, value)
  if (key === 'dport') return matchPort(traffic, value)
  if (key === 'ipproto') return value === 'tcp' ? 'yes' : 'no'
  return 'maybe'
}
