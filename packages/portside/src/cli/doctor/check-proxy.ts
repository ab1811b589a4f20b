import type { CheckContext, CheckResult } from './check'

const proxyNames = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']
const name = 'proxy'

/** Whether a proxy that the environment names would get the requests to services. The values may have passwords: only names are told. */
export async function checkProxy({ environment }: CheckContext): Promise<CheckResult> {
  const set = proxyNames.filter((variable) => environment[variable])
  if (set.length === 0) return { name, state: 'ok', fact: 'no variable names one' }
  // curl and most libraries look at the lower-case name first.
  const exceptions = entriesOf(environment['no_proxy'] ?? environment['NO_PROXY'])
  const missing = missingOf(exceptions)
  const names = set.join(', ')
  if (missing.length === 0) return { name, state: 'ok', fact: `${names} set, and not for loopback` }
  const fact = `${names} set, and NO_PROXY leaves out ${missing.join(' and ')}`
  return { name, state: 'warn', fact, fix: exportLine([...exceptions, ...missing]) }
}

function entriesOf(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '')
}

function missingOf(entries: readonly string[]): readonly string[] {
  if (entries.includes('*')) return []
  const lower = new Set(entries.map((entry) => entry.toLowerCase()))
  const hasAddress = lower.has('127.0.0.1') || lower.has('127.0.0.0/8')
  return [...(hasAddress ? [] : ['127.0.0.1']), ...(lower.has('localhost') ? [] : ['localhost'])]
}

function exportLine(entries: readonly string[]): string {
  const value = `"${entries.join(',')}"`
  return `export NO_PROXY=${value} no_proxy=${value}`
}
