import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('karyon', Object.freeze({ shell: 'electron' }))
