import type { Evidence } from './evidence'

/** Explains a port that a service asks for by itself, and could not have: where the number is, and how the service takes that of its lease. */
export function ownNumber({ port, refused }: Evidence, asked: number): { evidence: string[]; hints: string[] } {
  const canMove = refused.some((bind) => bind.port === asked)
  return {
    evidence: [`It was given port ${port}, which is free for it: its own code or configuration asks for ${asked}.`],
    hints: [
      'Have it read PORT, or put {port} into its command line.',
      ...(canMove ? [`Or move its port: \`remap: { ${asked}: 'lease' }\`.`] : []),
    ],
  }
}
