import type { Probe } from './probe'

/** The descriptions of several probes as one; those that are joined already get parentheses. */
export function joinDescriptions(probes: readonly Probe[], word: 'and' | 'or'): string {
  return probes.map(({ description }) => parenthesised(description)).join(` ${word} `)
}

function parenthesised(description: string): string {
  return / (and|or) /.test(description.replace('2xx or 3xx', '')) ? `(${description})` : description
}
