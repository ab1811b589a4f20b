/** What the environment says of proxies. The values may have passwords: only names are told. */
export interface ProxySettings {
  /** The variables that name a proxy. */
  readonly variables: readonly string[]
  /** What is not asked by a proxy. */
  readonly exceptions: readonly string[]
  /** The names of this machine that a proxy would be asked for. */
  readonly caught: readonly string[]
}

const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/** Reads which requests to this machine a proxy would get, as curl and most libraries understand it. */
export function proxySettings(environment: Readonly<Record<string, string | undefined>>): ProxySettings {
  const variables = names.filter((name) => environment[name])
  // curl and most libraries look at the lower-case name first.
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
