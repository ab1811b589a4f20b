/** A resource without the password of its URL: it is printed. */
export function maskPassword(name: string): string {
  return name.replace(/^(https?(?:-get)?:\/\/[^/@:]*:)[^/@]*@/, '$1****@')
}
