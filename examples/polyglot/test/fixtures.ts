import { withServices } from 'portside/vitest'
import services from '../services'

export const test = withServices(services)
