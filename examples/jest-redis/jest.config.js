const { portside } = require('portside/jest')

module.exports = portside({ services: './services.js' }, { testEnvironment: 'node' })
