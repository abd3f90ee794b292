import { connectApi } from './api/connect'
import { boot } from './boot'

void boot(connectApi)
