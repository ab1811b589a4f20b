import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { workspaceProgram } from '../support/workspace-program'
import { linkDependencies } from './link-dependencies'
import { readmeProjects } from './readme-files'

/** A README: its name in messages, and its text. */
export interface Readme {
  readonly name: string
  readonly markdown: string
}

/**
 * Writes the TypeScript blocks of READMEs into projects below `folder` and type-checks them all in one program. Returns
 * what is wrong, a line an error: `packages/ports/README.md:12 Cannot find name 'leasePorts'.`
 */
export function readmeErrors(folder: string, readmes: readonly Readme[]): readonly string[] {
  linkDependencies(folder)
  const origins = new Map(readmes.flatMap((readme, index) => writeProjects(join(folder, `readme-${index}`), readme)))
  // Blocks are modules even without an import, and what they leave unused is what they show.
  const program = workspaceProgram([...origins.keys()], { moduleDetection: ts.ModuleDetectionKind.Force })
  const errors = [...origins].flatMap(([file, name]) => fileErrors(program, file, name))
  return [...new Set([...ts.getPreEmitDiagnostics(program).filter(isGlobal).map(textOf), ...errors])]
}

/** Writes the files, and returns the README's name for each. */
function writeProjects(folder: string, { name, markdown }: Readme): readonly (readonly [string, string])[] {
  return readmeProjects(markdown).flatMap((project, index) =>
    project.map(({ path, code }) => {
      const file = join(folder, `project-${index}`, path)
      if (relative(folder, file).startsWith('..')) throw new TypeError(`${name}: ${path} is outside its project`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, code)
      return [file, name] as const
    }),
  )
}

function fileErrors(program: ts.Program, file: string, name: string): readonly string[] {
  const source = program.getSourceFile(file)
  return ts.getPreEmitDiagnostics(program, source).map((diagnostic) => {
    const { line } = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0) ?? { line: 0 }
    return `${name}:${line + 1} ${textOf(diagnostic)}`
  })
}

function isGlobal({ file }: ts.Diagnostic): boolean {
  return file === undefined
}

function textOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, ' ')
}
