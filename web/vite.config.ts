import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    // The server's content security policy allows files of its own only: no data: URLs, no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: {
    // `npm run dev` beside a running `rollbook serve`.
    proxy: { '/api': 'http://127.0.0.1:7420', '/tlog': 'http://127.0.0.1:7420' },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})
