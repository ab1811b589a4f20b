/** `mailUi` as the name of a variable: `MAIL_UI`. */
export function variableName(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()
}
