import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const alias = {
  '@core': resolve('src/core'),
  '@shared': resolve('src/shared'),
  '@services': resolve('src/main/services'),
}

/**
 * One build makes all three shells. Everything that runs in Node is CommonJS, so that the same files
 * load in every Electron we test with (older ones have no ES module main) and in plain Node 20.
 */
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      externalizeDeps: true,
      target: 'node18',
      sourcemap: true,
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          cli: resolve('src/cli/index.ts'),
          'inference-host': resolve('src/main/hosts/inference-host.ts'),
          'image-worker': resolve('src/main/hosts/image-worker.ts'),
          'evaluate-worker': resolve('src/main/hosts/evaluate-worker.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // A real `import()` finds no package inside the packed app's archive when a worker thread asks.
          dynamicImportInCjs: false,
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node18',
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias },
    plugins: [react()],
    build: {
      target: 'chrome114',
      rollupOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
  },
})
