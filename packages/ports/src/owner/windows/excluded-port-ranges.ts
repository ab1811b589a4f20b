import type { PortRange } from '../../numbers/port-range'

/** A range of ports that Windows reserves. */
export interface ExcludedPortRange extends PortRange {
  /** True if an administrator made it (programs may ask for such ports by number), rather than Hyper-V or WSL. */
  readonly isAdministered: boolean
}

/**
 * Parses the ranges in the output of `netsh interface ipv4 show excludedportrange protocol=tcp`: two numbers a line, and a `*` for those of an
 * administrator. All other text is in the system's language and is ignored.
 */
export function parseExcludedPortRanges(text: string): ExcludedPortRange[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^ *(\d{1,5}) +(\d{1,5}) *(\*?) *$/.exec(line)
    const range = { from: Number(match?.[1]), to: Number(match?.[2]), isAdministered: match?.[3] === '*' }
    return match !== null && range.from <= range.to && range.to <= 65_535 ? [range] : []
  })
}
