import { dataPlace } from '../../src/index'

console.log(dataPlace())
