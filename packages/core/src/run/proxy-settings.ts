/** The proxy settings of the environment. The values may contain passwords, so only names are shown. */
export interface ProxySettings {
  /** The variables that name a proxy. */
  readonly variables: readonly string[]
  /** The hosts that are requested without a proxy. */
  readonly exceptions: readonly string[]
  /** The names of this machine for which a proxy would be used. */
  readonly caught: readonly string[]
}

const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/** Finds the requests to this machine that would go through a proxy, by the rules of curl and most libraries. */
export function proxySettings(environment: Readonly<Record<string, string | undefined>>): ProxySettings {
  const variables = names.filter((name) => environment[name])
  // curl and most libraries prefer the lower-case name.
  const exceptions = entriesOf(environment['no_proxy'] ?? environment['NO_PROXY'])
  return { variables, exceptions, caught: variables.length === 0 ? [] : caughtDespite(exceptions) }
}

function entriesOf(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '')
}

function caughtDespite(exceptions: readonly string[]): readonly string[] {
  if (exceptions.includes('*')) return []
  const lower = new Set(exceptions.map((entry) => entry.toLowerCase()))
  const hasAddress = lower.has('127.0.0.1') || lower.has('127.0.0.0/8')
  return [...(hasAddress ? [] : ['127.0.0.1']), ...(lower.has('localhost') ? [] : ['localhost'])]
}
