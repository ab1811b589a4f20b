import { join } from 'node:path'
import ts from 'typescript'
import { repositoryRoot } from './repository-root'

/** A TypeScript program of these files, with the compiler options of the workspace: packages resolve to their sources. */
export function workspaceProgram(files: readonly string[], options: ts.CompilerOptions = {}): ts.Program {
  const config = join(repositoryRoot, 'tsconfig.base.json')
  const { config: json } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as { config: unknown }
  const { options: base } = ts.parseJsonConfigFileContent(json, ts.sys, repositoryRoot)
  return ts.createProgram([...files], { ...base, ...options, typeRoots: [join(repositoryRoot, 'node_modules/@types')] })
}
