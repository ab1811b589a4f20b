const { portside } = require('portside/jest')

module.exports = portside(
  { services: './services.ts' },
  {
    testMatch: ['**/test/*.jest.ts'],
    transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' } } }] },
  },
)
