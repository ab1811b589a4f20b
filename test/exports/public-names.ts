import ts from 'typescript'
import { workspaceProgram } from '../support/workspace-program'
import type { PackageEntry } from '../support/package-entries'

/** The exports of each entry, sorted, a line a name: `type PortLease`, `leasePort`. */
export function publicNames(entries: readonly PackageEntry[]): ReadonlyMap<string, readonly string[]> {
  const program = workspaceProgram(entries.map(({ source }) => source))
  return new Map(entries.map(({ specifier, source }) => [specifier, namesOf(program, source)]))
}

function namesOf(program: ts.Program, source: string): readonly string[] {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(source)
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file)
  // A file that exports nothing is no module, and has no symbol.
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module)
  return symbols.map((symbol) => lineOf(checker, symbol)).sort(byName)
}

function lineOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol
  return (target.flags & ts.SymbolFlags.Value) === 0 ? `type ${symbol.name}` : symbol.name
}

function byName(one: string, other: string): number {
  const [left, right] = [one, other].map((line) => line.replace(/^type /, '')) as [string, string]
  return left < right ? -1 : 1
}
