/** Leaves `sudo` out of the commands in a text for root, who does not need it and may not have it. */
export function withoutSudo(text: string): string {
  return process.getuid?.() === 0 ? text.replaceAll(/(?<=^|`|; |\| )sudo /g, '') : text
}
