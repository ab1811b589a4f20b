import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

// The field e_machine of elf(5), and Node.js's names of the processors.
const machines: Readonly<Record<number, string>> = {
  0x03: 'ia32', 0x3e: 'x64', 0x28: 'arm', 0xb7: 'arm64', 0x15: 'ppc64', 0x16: 's390x', 0xf3: 'riscv64', 0x102: 'loong64',
} // prettier-ignore

/** Returns the path of a program in a folder. */
export function programPath(folder: string, program: string): string {
  return join(folder, process.platform === 'win32' ? `${program}.exe` : program)
}

/** Returns why a program cannot be run here: it is not there, or it is for another processor; `undefined` if there is no reason. */
export function programFault(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    const machine = elfMachine(path)
    return machine === undefined || machine === process.arch
      ? undefined
      : `is for another processor (${machine}, not ${process.arch})`
  } catch {
    return 'is not there, or may not be run'
  }
}

/** Returns the processor of an ELF file of little endian; `undefined` for any other file, such as a script. */
function elfMachine(path: string): string | undefined {
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  const isElf = header.toString('latin1', 0, 4) === '\x7fELF' && header[5] === 1
  return isElf ? machines[header.readUInt16LE(18)] : undefined
}
