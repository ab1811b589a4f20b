/** Masks the password in the URL of a resource, which is printed. */
export function maskPassword(name: string): string {
  return name.replace(/^(https?(?:-get)?:\/\/[^/@:]*:)[^/@]*@/, '$1****@')
}
