import { makeGuardedFolder } from '@portside/core/kit'
import { copyFolder } from '../../src/index'

const [parent = '', from = ''] = process.argv.slice(2)
const folder = await makeGuardedFolder(parent, { name: 'copying', defer: () => undefined })
console.log(folder)
await copyFolder(from, `${folder}/data`)
