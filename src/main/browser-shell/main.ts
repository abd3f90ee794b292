import { join } from 'node:path'
import { startBrowserShell } from './index'

startBrowserShell({ rendererDir: join(__dirname, '../renderer') }).then(({ url }) => console.log(url))
